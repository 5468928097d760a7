"""The proxy that the environment sets for an address."""

from urllib.parse import SplitResult
from urllib.request import getproxies, proxy_bypass


def environment_proxy(parts: SplitResult) -> str | None:
    """Return the URL of the environment's proxy for an address; None for a direct connection."""
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy or proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
