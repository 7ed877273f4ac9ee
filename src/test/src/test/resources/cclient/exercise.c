// SPDX-License-Identifier: Apache-2.0
// Calls of the C client against the server named on the command line: synchronous ones, asynchronous ones, and watches.
// Prints "done" as its last line if everything was as expected.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zookeeper/zookeeper.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf(stderr, "line %d: %s\n", __LINE__, #condition);            \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

// An expression whose value is shown when it is not the expected code.
#define EXPECT(code, call)                                                     \
    do {                                                                       \
        int result = (call);                                                   \
        if (result != (code)) {                                                \
            fprintf(stderr, "line %d: %s = %s\n", __LINE__, #call, zerror(result)); \
            exit(1);                                                           \
        }                                                                      \
    } while (0)

enum { PATIENCE_SECONDS = 60 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int connected, authenticated, completions, last_code = 1;
static int event_count, last_event;
static char last_path[256], last_text[256];

static void watcher(zhandle_t *zh, int type, int state, const char *path, void *context) {
    (void) zh;
    (void) context;
    pthread_mutex_lock(&lock);
    if (type != ZOO_SESSION_EVENT) {
        event_count++;
        last_event = type;
        snprintf(last_path, sizeof last_path, "%s", path);
    } else if (state == ZOO_CONNECTED_STATE) {
        connected++;
    }
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

// Waits until *counter has reached goal.
static void wait_for(int *counter, int goal) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_SECONDS;
    pthread_mutex_lock(&lock);
    while (*counter < goal) {
        CHECK(pthread_cond_timedwait(&changed, &lock, &until) == 0);
    }
    pthread_mutex_unlock(&lock);
}

static void completed(int code, const char *text) {
    pthread_mutex_lock(&lock);
    last_code = code;
    snprintf(last_text, sizeof last_text, "%s", text ? text : "");
    completions++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static void on_string(int code, const char *value, const void *data) {
    (void) data;
    completed(code, value);
}

static void on_void(int code, const void *data) {
    (void) data;
    completed(code, NULL);
}

static void on_auth(int code, const void *data) {
    (void) data;
    CHECK(code == ZOK);
    pthread_mutex_lock(&lock);
    authenticated++;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

static zhandle_t *connect_to(const char *hosts, const clientid_t *id) {
    int before = connected;
    zhandle_t *zh = zookeeper_init(hosts, watcher, 20000, id, NULL, 0);
    CHECK(zh != NULL);
    wait_for(&connected, before + 1);
    return zh;
}

static void data(zhandle_t *zh) {
    char path[64], value[64];
    struct Stat stat;
    int length = sizeof value;
    EXPECT(ZOK, zoo_create(zh, "/c", "one", 3, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path));
    CHECK(strcmp(path, "/c") == 0);
    EXPECT(ZNODEEXISTS, zoo_create(zh, "/c", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path));
    EXPECT(ZOK, zoo_get(zh, "/c", 0, value, &length, &stat));
    CHECK(length == 3 && memcmp(value, "one", 3) == 0 && stat.version == 0);
    EXPECT(ZOK, zoo_set2(zh, "/c", "second", 6, 0, &stat));
    CHECK(stat.version == 1 && stat.dataLength == 6);
    EXPECT(ZBADVERSION, zoo_set(zh, "/c", "x", 1, 0));
    EXPECT(ZNONODE, zoo_exists(zh, "/absent", 0, &stat));
    EXPECT(ZOK, zoo_create(zh, "/c/s-", NULL, -1, &ZOO_OPEN_ACL_UNSAFE, ZOO_SEQUENCE | ZOO_EPHEMERAL, path, sizeof path));
    CHECK(strcmp(path, "/c/s-0000000000") == 0);
    length = sizeof value;
    EXPECT(ZOK, zoo_get(zh, path, 0, value, &length, &stat));
    CHECK(length == -1 && stat.ephemeralOwner == zoo_client_id(zh)->client_id);
    struct String_vector children;
    EXPECT(ZOK, zoo_get_children2(zh, "/c", 0, &children, &stat));
    CHECK(children.count == 1 && strcmp(children.data[0], "s-0000000000") == 0 && stat.numChildren == 1);
    deallocate_String_vector(&children);
    EXPECT(ZNOTEMPTY, zoo_delete(zh, "/c", -1));
    EXPECT(ZOK, zoo_delete(zh, path, -1));
    EXPECT(ZOK, zoo_delete(zh, "/c", 1));
    EXPECT(ZNONODE, zoo_delete(zh, "/c", -1));
}

static void watches(zhandle_t *zh, zhandle_t *other) {
    char value[8];
    int length = sizeof value;
    struct Stat stat;
    struct String_vector children;
    int seen = event_count;
    EXPECT(ZNONODE, zoo_exists(zh, "/w", 1, &stat));
    EXPECT(ZOK, zoo_create(other, "/w", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, NULL, 0));
    wait_for(&event_count, seen + 1);
    CHECK(last_event == ZOO_CREATED_EVENT && strcmp(last_path, "/w") == 0);
    EXPECT(ZOK, zoo_get(zh, "/w", 1, value, &length, &stat));
    EXPECT(ZOK, zoo_set(other, "/w", "1", 1, -1));
    wait_for(&event_count, seen + 2);
    CHECK(last_event == ZOO_CHANGED_EVENT);
    EXPECT(ZOK, zoo_get_children(zh, "/w", 1, &children));
    deallocate_String_vector(&children);
    EXPECT(ZOK, zoo_create(other, "/w/x", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, NULL, 0));
    wait_for(&event_count, seen + 3);
    CHECK(last_event == ZOO_CHILD_EVENT);
    EXPECT(ZOK, zoo_wexists(zh, "/w/x", watcher, NULL, &stat));
    EXPECT(ZOK, zoo_delete(other, "/w/x", -1));
    wait_for(&event_count, seen + 4);
    CHECK(last_event == ZOO_DELETED_EVENT && strcmp(last_path, "/w/x") == 0);
}

static void multis(zhandle_t *zh) {
    char path[64];
    struct Stat stat;
    zoo_op_t ops[4];
    zoo_op_result_t results[4];
    EXPECT(ZOK, zoo_create(zh, "/m", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, NULL, 0));
    zoo_check_op_init(&ops[0], "/m", 0);
    zoo_create_op_init(&ops[1], "/m/a", "1", 1, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path);
    zoo_set_op_init(&ops[2], "/m/a", "22", 2, 0, &stat);
    zoo_delete_op_init(&ops[3], "/m/a", 1);
    EXPECT(ZOK, zoo_multi(zh, 4, ops, results));
    CHECK(strcmp(path, "/m/a") == 0 && stat.version == 1 && stat.dataLength == 2);
    zoo_create_op_init(&ops[0], "/m/b", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, path, sizeof path);
    zoo_delete_op_init(&ops[1], "/m/absent", -1);
    EXPECT(ZNONODE, zoo_multi(zh, 2, ops, results));
    CHECK(results[0].err == ZOK && results[1].err == ZNONODE);
    EXPECT(ZNONODE, zoo_exists(zh, "/m/b", 0, &stat));
}

static void acls(zhandle_t *zh, zhandle_t *stranger) {
    char value[64];
    int length = sizeof value;
    struct Stat stat;
    struct ACL_vector acl;
    EXPECT(ZOK, zoo_add_auth(zh, "digest", "emil:pw", 7, on_auth, NULL));
    wait_for(&authenticated, 1);
    EXPECT(ZOK, zoo_create(zh, "/a", "s", 1, &ZOO_CREATOR_ALL_ACL, 0, NULL, 0));
    EXPECT(ZNOAUTH, zoo_get(stranger, "/a", 0, value, &length, &stat));
    EXPECT(ZNOAUTH, zoo_set(stranger, "/a", "x", 1, -1));
    EXPECT(ZOK, zoo_get_acl(zh, "/a", &acl, &stat));
    CHECK(acl.count == 1 && strcmp(acl.data[0].id.scheme, "digest") == 0 && strncmp(acl.data[0].id.id, "emil:", 5) == 0);
    deallocate_ACL_vector(&acl);
    EXPECT(ZOK, zoo_set_acl(zh, "/a", 0, &ZOO_READ_ACL_UNSAFE));
    EXPECT(ZOK, zoo_get(stranger, "/a", 0, value, &length, &stat));
    EXPECT(ZNOAUTH, zoo_set(zh, "/a", "x", 1, -1));
}

static void asynchronous(zhandle_t *zh) {
    int before = completions;
    EXPECT(ZOK, zoo_acreate(zh, "/async", "", 0, &ZOO_OPEN_ACL_UNSAFE, 0, on_string, NULL));
    wait_for(&completions, before + 1);
    CHECK(last_code == ZOK && strcmp(last_text, "/async") == 0);
    EXPECT(ZOK, zoo_async(zh, "/async", on_string, NULL));
    wait_for(&completions, before + 2);
    CHECK(last_code == ZOK);
    for (int i = 0; i < 1000; i++) {
        EXPECT(ZOK, zoo_acreate(zh, "/async/n-", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_SEQUENCE, on_string, NULL));
    }
    wait_for(&completions, before + 1002);
    CHECK(last_code == ZOK && strcmp(last_text, "/async/n-0000000999") == 0);
    EXPECT(ZOK, zoo_adelete(zh, "/async", -1, on_void, NULL));
    wait_for(&completions, before + 1003);
    CHECK(last_code == ZNOTEMPTY);
}

// A client that dies without a word: a handle that only lost its connection would fight the next one for the session.
static void leave_session_behind(const char *hosts, int out) {
    zhandle_t *zh = connect_to(hosts, NULL);
    EXPECT(ZOK, zoo_create(zh, "/sess", "", 0, &ZOO_OPEN_ACL_UNSAFE, ZOO_EPHEMERAL, NULL, 0));
    CHECK(write(out, zoo_client_id(zh), sizeof(clientid_t)) == sizeof(clientid_t));
    _exit(0);
}

static void sessions(const char *hosts, const clientid_t *id) {
    struct Stat stat;
    zhandle_t *heir = connect_to(hosts, id);
    CHECK(zoo_client_id(heir)->client_id == id->client_id);
    EXPECT(ZOK, zoo_exists(heir, "/sess", 0, &stat));
    CHECK(stat.ephemeralOwner == id->client_id);
    EXPECT(ZOK, zookeeper_close(heir));
    zhandle_t *later = connect_to(hosts, NULL);
    EXPECT(ZNONODE, zoo_exists(later, "/sess", 0, &stat));
    EXPECT(ZOK, zookeeper_close(later));
}

int main(int argc, char **argv) {
    CHECK(argc == 2);
    zoo_set_debug_level(ZOO_LOG_LEVEL_ERROR);
    int left[2];
    clientid_t id;
    CHECK(pipe(left) == 0);
    pid_t child = fork(); // Before there are threads.
    CHECK(child >= 0);
    if (child == 0) {
        leave_session_behind(argv[1], left[1]);
    }
    CHECK(read(left[0], &id, sizeof id) == sizeof id);
    CHECK(waitpid(child, NULL, 0) == child);
    sessions(argv[1], &id);
    zhandle_t *zh = connect_to(argv[1], NULL);
    zhandle_t *other = connect_to(argv[1], NULL);
    data(zh);
    watches(zh, other);
    multis(zh);
    acls(zh, other);
    asynchronous(zh);
    EXPECT(ZOK, zookeeper_close(other));
    EXPECT(ZOK, zookeeper_close(zh));
    puts("done");
    return 0;
}
