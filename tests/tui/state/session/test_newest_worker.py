"""The background thread: one item at a time, in order; a newer item replaces a waiting one."""

import threading

from tui.state.session.newest_worker import NewestWorker

LONG = 30.0


def test_a_replaced_item_is_skipped() -> None:
    done: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def work(item: int) -> None:
        begun.set()
        assert go_on.wait(LONG)
        done.append(item)

    worker = NewestWorker(work)
    worker.put(1)
    assert begun.wait(LONG)
    for item in (2, 3, 4):
        worker.put(item)
    assert not worker.wait(0)
    go_on.set()
    assert worker.wait(LONG)
    assert done == [1, 4]


def test_the_thread_continues_after_a_pause() -> None:
    done: list[int] = []
    worker = NewestWorker(done.append)
    for item in range(50):
        worker.put(item)
        assert worker.wait(LONG)
    assert done == list(range(50))


def test_items_from_several_threads_are_never_worked_on_at_once() -> None:
    """The last item is always processed; each thread's items keep their order."""
    at_work, done = threading.Lock(), list[tuple[int, int]]()

    def work(item: tuple[int, int]) -> None:
        assert at_work.acquire(blocking=False)
        done.append(item)
        at_work.release()

    worker = NewestWorker(work)

    def put(thread: int) -> None:
        for number in range(200):
            worker.put((thread, number))

    threads = [threading.Thread(target=put, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    worker.put((9, 0))
    assert worker.wait(LONG)
    assert done[-1] == (9, 0)
    for number in range(4):
        own = [item for item in done if item[0] == number]
        assert own == sorted(own)
