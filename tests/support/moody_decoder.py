"""A child that decodes, whose codec does what the picture's name says: abort, hang, talk."""

MOODY = """
import os, signal, time
from app.core.pictures import child, images
child.PATIENCE = 2
decode = images.decode
def moody(data, name, **options):
    if "abort" in name:
        os.abort()
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "hang" in name:
        time.sleep(20)
    if "stop" in name:
        os.kill(os.getpid(), signal.SIGSTOP)
    if "talk" in name:
        os.write(1, b"libtalk: warning 17\\n")
    if "memory" in name:
        raise MemoryError("no room")
    return decode(data, name, **options)
images.decode = moody
child.serve()
"""
