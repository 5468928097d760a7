"""Limits of one collection, for any server or file: at most 300 MiB of memory and 1,000 requests.

The memory consists of 64 MiB for the program, `RESPONSE_MEMORY` for responses, `MAX_KEPT` for kept objects, and up to
60 MiB for the object that is being decoded and for memory that the allocator retains. A cluster of 5,000 nodes with 8
GPUs each takes 45 requests, 80 MB of responses (5 MiB at once) and 20 MiB of kept objects.
"""

MIB = 1024 * 1024

MAX_REQUESTS = 1_000
"""Requests of one collection, retries, follow-up queries and metrics included."""
MAX_TRAFFIC = 1024 * MIB
"""Bytes of all responses of one collection, unpacked."""
MAX_SECONDS = 900.0
"""Seconds of one collection; stops a server that delays each response to just below its limit."""
MAX_RESPONSE = 16 * MIB
"""Bytes of one response, unpacked: 500 nodes of 32 KiB. A larger page of a list is requested in parts."""
MAX_SHARED_LIST = 4 * MIB
"""Bytes of a whole list that is kept to answer further queries: 500 Deployments of 8 KiB."""
MAX_METRICS = 10 * MIB
"""Bytes of one page of metrics."""
MAX_ERROR = 64 * 1024
"""Bytes of an error response that are read; the rest is left."""
MAX_RATIO = 100
"""Unpacked against packed bytes: JSON of Kubernetes stays below 40, a compression bomb reaches 1,000."""
RESPONSE_MEMORY = 64 * MIB
"""Bytes of all responses larger than `SMALL` that are held at once; further responses wait."""
SMALL = MIB
"""Bytes of a response that never waits; sixteen can be held in addition to `RESPONSE_MEMORY`."""

MAX_PAGES = 100
"""Pages of one list: 50,000 objects, ten times the nodes that Kubernetes supports."""
MAX_TOKEN = 8 * 1024
"""Characters of a `continue` token; real ones have a few hundred."""
MAX_OBJECT = 4 * MIB
"""Bytes of one object: etcd takes 1.5 MiB."""
MAX_VALUES = 100_000
"""JSON values of one object: `{}` takes 2 bytes there and 350 in memory. A full ResourceSlice has 30,000."""
MAX_DOCUMENT_VALUES = 500_000
"""JSON values of a document that is decoded whole, such as the list of 1,000 API resources, which has 50,000."""
MAX_ARCHIVE = 512 * MIB
"""Bytes of all responses in an archive of `detect --script`, unpacked; they stay on disk and are read one by one."""
MAX_MEMBERS = 20_000
"""Files in an archive."""
MAX_ANSWER = 64 * MIB
"""Bytes of one response in an archive; kubectl cannot request a large page in parts."""
MAX_REREAD = 8 * 1024 * MIB
"""Bytes that are read from an archive in total; queries that it does not hold are answered from whole lists."""
MAX_RESOURCES = 50_000
"""API resources in an archive."""
MAX_KEPT = 80 * MIB
"""Bytes of memory for all kept objects, estimated while they are anonymized."""
MAX_SPELLED = 48 * MIB
"""Bytes of the same objects in a snapshot file, which repeats parts that objects share in memory."""
MAX_SNAPSHOT = 64 * MIB
"""Bytes of a snapshot file; 5,000 nodes take 8 MB."""
MAX_SNAPSHOT_VALUES = 1_500_000
"""JSON values in a snapshot file; 5,000 nodes take 900,000."""
