# SPDX-License-Identifier: Apache-2.0
"""Everything kazoo offers that talks to the server, against the server named on the command line.

usage: exercise.py HOST:PORT EXERCISE

Each exercise prints "done EXERCISE" as its last line if all its assertions held.
"""
import os
import subprocess
import sys
import threading

from kazoo.client import KazooClient, KazooState
from kazoo.exceptions import (BadVersionError, NoAuthError, NodeExistsError, NoNodeError, NotEmptyError,
                              RolledBackError, RuntimeInconsistency)
from kazoo.recipe.barrier import Barrier, DoubleBarrier
from kazoo.recipe.counter import Counter
from kazoo.recipe.election import Election
from kazoo.recipe.lock import Lock, Semaphore
from kazoo.recipe.party import Party
from kazoo.recipe.queue import LockingQueue, Queue
from kazoo.recipe.watchers import ChildrenWatch, DataWatch
from kazoo.security import make_acl, make_digest_acl

PATIENCE = 60
hosts = sys.argv[1]
opened = []


def client(**options):
    zk = KazooClient(hosts=hosts, timeout=20, **options)
    zk.start(timeout=PATIENCE)
    opened.append(zk)
    return zk


def raises(kind, function, *args, **options):
    try:
        function(*args, **options)
    except kind:
        return
    raise AssertionError("%s did not raise %s" % (function, kind.__name__))


def eventually(condition):
    done = threading.Event()
    for _ in range(PATIENCE * 50):
        if condition():
            return
        done.wait(0.02)
    raise AssertionError("did not come about")


def basics():
    zk = client()
    assert zk.state == KazooState.CONNECTED
    assert zk.create("/k", b"one") == "/k"
    raises(NodeExistsError, zk.create, "/k", b"")
    data, stat = zk.get("/k")
    assert data == b"one" and stat.version == 0 and stat.data_length == 3
    assert zk.set("/k", b"two", version=0).version == 1
    raises(BadVersionError, zk.set, "/k", b"x", version=0)
    assert zk.exists("/k").version == 1
    assert zk.exists("/none") is None
    raises(NoNodeError, zk.get, "/none")
    raises(NoNodeError, zk.get_children, "/none")
    assert zk.create("/k/s-", b"", sequence=True) == "/k/s-0000000000"
    assert zk.create("/k/deep/er/still", makepath=True) == "/k/deep/er/still"
    assert sorted(zk.get_children("/k")) == ["deep", "s-0000000000"]
    children, stat = zk.get_children("/k", include_data=True)
    assert stat.numChildren == 2 and len(children) == 2
    path, stat = zk.create("/k/stat", b"abc", include_data=True)
    assert path == "/k/stat" and stat.data_length == 3
    raises(NotEmptyError, zk.delete, "/k")
    zk.delete("/k", recursive=True)
    assert zk.exists("/k") is None
    zk.ensure_path("/k/ensured")
    assert zk.sync("/k") == "/k"
    assert [zk.get_async("/k").get(timeout=PATIENCE)[1].numChildren for _ in range(100)] == [1] * 100
    assert b"Mode: standalone" in zk.command(b"srvr").encode()


def ephemerals():
    observer = client()
    owner = client()
    observer.ensure_path("/ke")
    owner.create("/ke/e", ephemeral=True)
    name = owner.create("/ke/es-", ephemeral=True, sequence=True)
    assert observer.exists("/ke/e").owner_session_id == owner.client_id[0]
    owner.stop()
    assert observer.exists("/ke/e") is None and observer.exists(name) is None


def watches():
    zk, other = client(), client()
    zk.ensure_path("/kw")
    seen_data, seen_children = [], []
    DataWatch(zk, "/kw", lambda data, stat: seen_data.append(data))
    ChildrenWatch(zk, "/kw", lambda children: seen_children.append(sorted(children)))
    for i in range(5):
        other.set("/kw", b"%d" % i)
        eventually(lambda: seen_data[-1] == b"%d" % i)
        other.create("/kw/c%d" % i)
        eventually(lambda: seen_children[-1] == ["c%d" % j for j in range(i + 1)])
    other.delete("/kw", recursive=True)
    eventually(lambda: seen_data[-1] is None)


def locks():
    guarded, errors = [0], []

    def count():
        try:
            zk = client()
            for _ in range(10):
                with Lock(zk, "/kl"):
                    before = guarded[0]
                    zk.exists("/kl")
                    guarded[0] = before + 1
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=count) for _ in range(3)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert not errors, errors
    assert guarded[0] == 30, guarded
    holder, waiter = client(), client()
    lock = Lock(holder, "/kl2")
    assert lock.acquire()
    assert not Lock(waiter, "/kl2").acquire(blocking=False)
    assert len(lock.contenders()) == 1
    lock.release()
    semaphore = Semaphore(holder, "/ks", max_leases=2)
    assert semaphore.acquire()
    assert Semaphore(waiter, "/ks", max_leases=2).acquire()
    assert not Semaphore(client(), "/ks", max_leases=2).acquire(blocking=False)
    semaphore.release()


def elections():
    order, errors = [], []

    def stand(name):
        try:
            Election(client(), "/kel", name).run(order.append, name)
        except Exception as e:
            errors.append(e)

    threads = [threading.Thread(target=stand, args=("c%d" % i,)) for i in range(4)]
    [t.start() for t in threads]
    [t.join(PATIENCE) for t in threads]
    assert not errors, errors
    assert sorted(order) == ["c0", "c1", "c2", "c3"], order


def barriers():
    keeper, waiter = client(), client()
    barrier = Barrier(keeper, "/kb")
    barrier.create()
    assert not Barrier(waiter, "/kb").wait(timeout=0.05)
    threading.Thread(target=barrier.remove).start()
    assert Barrier(waiter, "/kb").wait(timeout=PATIENCE)
    inside = []

    def enter(zk):
        double = DoubleBarrier(zk, "/kdb", 3)
        double.enter()
        inside.append(1)
        double.leave()

    threads = [threading.Thread(target=enter, args=(client(),)) for _ in range(3)]
    [t.start() for t in threads]
    [t.join(PATIENCE) for t in threads]
    assert len(inside) == 3


def counters():
    def add():
        counter = Counter(client(), "/kc")
        for _ in range(10):
            counter += 1

    threads = [threading.Thread(target=add) for _ in range(3)]
    [t.start() for t in threads]
    [t.join() for t in threads]
    assert Counter(client(), "/kc").value == 30


def transactions():
    zk = client()
    zk.create("/kt", b"0")
    transaction = zk.transaction()
    transaction.check("/kt", 0)
    transaction.create("/kt/a", b"1")
    transaction.set_data("/kt", b"1")
    transaction.create("/kt/b")
    transaction.delete("/kt/a")
    results = transaction.commit()
    assert results[0] is True and results[1] == "/kt/a" and results[2].version == 1, results
    assert zk.get_children("/kt") == ["b"]
    failing = zk.transaction()
    failing.create("/kt/c")
    failing.delete("/kt/none")
    failing.create("/kt/d")
    results = failing.commit()
    assert isinstance(results[0], RolledBackError), results
    assert isinstance(results[1], NoNodeError), results
    assert isinstance(results[2], RuntimeInconsistency), results
    assert zk.get_children("/kt") == ["b"]


def acls():
    owner, stranger = client(), client()
    owner.add_auth("digest", "dora:pw")
    acl = make_digest_acl("dora", "pw", all=True)
    owner.create("/ka", b"secret", acl=[acl])
    raises(NoAuthError, stranger.get, "/ka")
    raises(NoAuthError, stranger.set, "/ka", b"")
    acls, stat = owner.get_acls("/ka")
    assert acls == [acl], acls
    owner.set_acls("/ka", [acl, make_acl("world", "anyone", read=True)], version=stat.aversion)
    assert stranger.get("/ka")[0] == b"secret"
    raises(NoAuthError, stranger.set, "/ka", b"")
    stranger.add_auth("digest", "dora:pw")
    assert stranger.set("/ka", b"mine").version == 1
    auth_from_start = client(auth_data=[("digest", "dora:pw")])
    assert auth_from_start.get("/ka")[0] == b"mine"


def queues():
    producer, consumer = client(), client()
    queue = Queue(producer, "/kq")
    for i in range(10):
        queue.put(b"%d" % i)
    queue.put(b"urgent", priority=1)
    taking = Queue(consumer, "/kq")
    assert len(taking) == 11
    assert [taking.get() for _ in range(11)] == [b"urgent"] + [b"%d" % i for i in range(10)]
    assert taking.get() is None
    locking = LockingQueue(producer, "/klq")
    locking.put_all([b"a", b"b"])
    second = LockingQueue(consumer, "/klq")
    assert locking.get(PATIENCE) == b"a"
    assert second.get(PATIENCE) == b"b"
    assert locking.consume() and second.consume()
    party = Party(producer, "/kp", "p1")
    party.join()
    Party(consumer, "/kp", "p2").join()
    assert sorted(party) == ["p1", "p2"]


def sessions():
    # Another process, which dies without a word: a client that only lost its connection would fight the next one for the session.
    left = subprocess.run([sys.executable, "-B", __file__, hosts, "leave_session_behind"], stdout=subprocess.PIPE, check=True)
    session_id, password = left.stdout.decode().split()
    heir = client(client_id=(int(session_id), bytes.fromhex(password)))
    assert heir.client_id[0] == int(session_id)
    assert heir.exists("/kse").owner_session_id == int(session_id)
    heir.stop()
    assert client().exists("/kse") is None


def leave_session_behind():
    zk = client()
    zk.create("/kse", ephemeral=True)
    print(zk.client_id[0], zk.client_id[1].hex(), flush=True)
    os._exit(0)


try:
    globals()[sys.argv[2]]()
finally:
    for each in opened:
        each.stop()
        each.close()
print("done " + sys.argv[2])
