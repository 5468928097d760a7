"""Client of an API server: kubeconfig, credentials, requests, failures."""
