"""How the deployments are: what real traffic and free checks show of them. Pure: clocks are passed in, nothing is asked here."""
