"""The window's process ends in order, also while threads are at work in native code."""

import subprocess
import sys

END = """
import threading, time
from app.desktop import end_beside_threads

class Last:
    def __del__(self):
        print("Python took its things to pieces")

last = Last()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
saved = threading.Thread(target=lambda: (time.sleep(0.3), print("what is kept is kept")))
saved.start()
end_beside_threads(7)
print("said")
"""


def test_the_process_ends_with_its_code_and_stops_no_thread_where_it_is() -> None:
    done = subprocess.run([sys.executable, "-c", END], capture_output=True, text=True, timeout=60)
    assert done.returncode == 7
    assert done.stdout.splitlines() == ["said", "what is kept is kept"]
    assert done.stderr == ""
