"""Settings files of any program as text: read, and changed key by key with everything else left as it stands."""
