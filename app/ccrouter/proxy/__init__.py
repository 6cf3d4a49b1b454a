"""From the client's socket to the provider's answer and back."""

import ccrouter.upstream.certificates  # noqa: F401  before aiohttp, which much in here imports
