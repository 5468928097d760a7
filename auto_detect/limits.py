"""What one collection may take, whatever a server or a file does: at most 300 MiB of memory and 1,000 requests.

The memory is made up of 64 MiB for the program, `ROOM` for responses, `MAX_KEPT` for what stays of them, and up to
60 MiB for one object that is being decoded and for what the allocator does not give back. A cluster of 5,000 nodes
with 8 GPUs each takes 60 requests, 80 MB of responses, 5 MiB at once, and 20 MiB that stay.
"""

MIB = 1024 * 1024

MAX_REQUESTS = 1_000
"""Requests of one collection, retries, follow-up queries and metrics included."""
MAX_TRAFFIC = 1024 * MIB
"""Bytes of all responses of one collection, unpacked."""
MAX_SECONDS = 900.0
"""For one collection: a server that delays each response just below its own limit ends here."""
MAX_RESPONSE = 16 * MIB
"""Bytes of one response, unpacked: 500 nodes of 32 KiB. A larger page of a list is requested in parts."""
MAX_METRICS = 10 * MIB
"""Bytes of one page of metrics."""
MAX_ERROR = 64 * 1024
"""Bytes of an error response; more of it is left unread."""
MAX_RATIO = 100
"""Unpacked against packed bytes: JSON of Kubernetes stays below 40, a compression bomb reaches 1,000."""
ROOM = 64 * MIB
"""Bytes of all responses that are held at the same time and are larger than `SMALL`; the next one waits."""
SMALL = MIB
"""Bytes of a response that never waits: sixteen of them can be held besides `ROOM`."""

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
"""Bytes of all answers that `detect --script` collected, unpacked; they are on disk and read one by one."""
MAX_MEMBERS = 20_000
"""Files in such an archive."""
MAX_ANSWER = 64 * MIB
"""Bytes of one of them: kubectl cannot request a large page in parts."""
MAX_REREAD = 8 * 1024 * MIB
"""Bytes that are read of an archive: what was not asked for on its own is searched for in whole lists."""
MAX_RESOURCES = 50_000
"""API resources in such an archive."""
MAX_KEPT = 80 * MIB
"""Memory of all objects of one collection, estimated while they are anonymized."""
MAX_SPELLED = 48 * MIB
"""Bytes of the same objects in a snapshot's file, where what many have alike is repeated."""
MAX_SNAPSHOT = 64 * MIB
"""Bytes of a snapshot's file; that of 5,000 nodes has 8 MB."""
MAX_SNAPSHOT_VALUES = 1_500_000
"""JSON values in it; that of 5,000 nodes has 900,000."""
