// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Request.Touch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Draws requests: most of them sensible, many odd, some broken. */
final class RequestSource {
    private static final int[] UNKNOWN = {0, -1, 10, Request.CHECK, 23, 99, 108, 999, -2, Integer.MIN_VALUE};
    private static final int LARGE_BYTES = 60_000;

    private final Random random;
    private final Profile profile;
    private final String prefix;
    private final Values values;
    private final MultiSource multis;
    private final List<Supplier<Request>> wheel = new ArrayList<>();
    private final List<String> watched = new ArrayList<>();
    private int lastXid;

    RequestSource(Random random, Profile profile, String prefix) {
        this.random = random;
        this.profile = profile;
        this.prefix = prefix;
        this.values = new Values(random, profile, prefix);
        this.multis = new MultiSource(random, values);
        weigh(24, this::create);
        weigh(10, this::delete);
        weigh(12, this::setData);
        weigh(5, this::setAcl);
        weigh(8, () -> watchable(Request.EXISTS));
        weigh(9, () -> watchable(Request.GET_DATA));
        weigh(5, () -> watchable(Request.GET_CHILDREN));
        weigh(5, () -> watchable(Request.GET_CHILDREN2));
        weigh(4, () -> onPath(Request.GET_ACL));
        weigh(2, () -> onPath(Request.GET_ALL_CHILDREN_NUMBER));
        weigh(2, () -> onPath(Request.GET_EPHEMERALS));
        weigh(2, () -> onPath(Request.SYNC));
        weigh(1, () -> new Draft(xid(), Request.PING).done());
        weigh(1, () -> new Draft(xid(), Request.WHO_AM_I).done());
        weigh(14, () -> multis.multi(xid()));
        weigh(4, () -> multis.multiRead(xid()));
        weigh(6, this::addWatch);
        weigh(5, () -> watchType(Request.CHECK_WATCHES));
        weigh(4, () -> watchType(Request.REMOVE_WATCHES));
        weigh(3, this::setWatches);
        weigh(3, this::setWatches2);
        weigh(4, this::auth);
        weigh(1, this::sasl);
        weigh(1, this::reconfig);
        weigh(1, this::rare);
    }

    private void weigh(int weight, Supplier<Request> source) {
        for (int i = 0; i < weight; i++) {
            wheel.add(source);
        }
    }

    /** Any request, one in fifteen spoilt. */
    Request any() {
        values.sensible(random.nextInt(10) < 6);
        Request request = values.pick(wheel).get();
        return random.nextInt(15) == 0 ? spoilt(request) : request;
    }

    /** Puts {@code prefix/q} under some quota. */
    List<Request> quota(String prefix) {
        String root = "/zookeeper/quota" + prefix;
        values.known(prefix + "/q");
        return List.of(
                plainCreate(prefix + "/q", null),
                plainCreate(root, null),
                plainCreate(root + "/q", null),
                plainCreate(root + "/q/zookeeper_limits", values.limits()),
                plainCreate(root + "/q/zookeeper_stats", null));
    }

    /** An open persistent znode. */
    Request plainCreate(String path, byte[] data) {
        return new Draft(xid(), Request.CREATE)
                .string("path", path)
                .buffer("data", data)
                .acl(List.of(new Draft.Ace(31, "world", "anyone")))
                .i32("flags", 0)
                .touch(new Touch(Request.CREATE, false, path, 0, -1))
                .done();
    }

    /** A create of any kind. */
    Request create() {
        values.sensible(random.nextInt(10) < 8);
        int opcode = values.createOpcode();
        return values.createBody(new Draft(xid(), opcode), opcode, false).done();
    }

    private Request delete() {
        return values.deleteBody(new Draft(xid(), Request.DELETE), false).done();
    }

    private Request setData() {
        return values.setDataBody(new Draft(xid(), Request.SET_DATA), false).done();
    }

    private Request setAcl() {
        String path = values.path();
        return new Draft(xid(), Request.SET_ACL)
                .string("path", path)
                .acl(values.acl())
                .i32("version", values.version())
                .touch(new Touch(Request.SET_ACL, false, path, 0, 0))
                .done();
    }

    private Request watchable(int opcode) {
        int watch = random.nextInt(20) == 0 ? 7 : random.nextInt(2);
        String path = watch == 0 ? values.path() : watchedPath();
        return new Draft(xid(), opcode).string("path", path).i8("watch", watch).done();
    }

    private String watchedPath() {
        String path = values.path();
        watched.add(path);
        return path;
    }

    private Request onPath(int opcode) {
        String path = values.path();
        return new Draft(xid(), opcode)
                .string("path", path)
                .touch(new Touch(opcode, false, path, 0, 0))
                .done();
    }

    private Request addWatch() {
        int mode = random.nextInt(12) == 0 ? random.nextInt(5) - 2 : random.nextInt(2);
        return new Draft(xid(), Request.ADD_WATCH)
                .string("path", watchedPath())
                .i32("mode", mode)
                .done();
    }

    private Request watchType(int opcode) {
        int type = random.nextInt(12) == 0 ? random.nextInt(9) - 1 : 1 + random.nextInt(5);
        String path = watched.isEmpty() || random.nextInt(4) == 0 ? values.path() : values.pick(watched);
        return new Draft(xid(), opcode).string("path", path).i32("type", type).done();
    }

    private Request setWatches() {
        return relative(new Draft(-8, Request.SET_WATCHES))
                .strings("data", values.paths())
                .strings("exist", values.paths())
                .strings("child", values.paths())
                .done();
    }

    private Request setWatches2() {
        return relative(new Draft(-8, Request.SET_WATCHES2))
                .strings("data", values.paths())
                .strings("exist", values.paths())
                .strings("child", values.paths())
                .strings("persistent", values.paths())
                .strings("recursive", values.paths())
                .done();
    }

    private Draft relative(Draft draft) {
        return switch (random.nextInt(8)) {
            case 0 -> draft.i64("relative", 0);
            case 1 -> draft.i64("relative", random.nextBoolean() ? -1 : Long.MAX_VALUE);
            default -> draft.zxid("relative", random.nextInt(40));
        };
    }

    private Request auth() {
        int xid = random.nextInt(8) == 0 ? xid() : -4;
        Draft draft = new Draft(xid, Request.AUTH).i32("type", random.nextInt(3) == 0 ? 5 : 0);
        if (profile.knowsSuper() && random.nextInt(3) == 0) {
            return draft.string("scheme", "digest")
                    .buffer("auth", Profile.SUPER_USER.getBytes(java.nio.charset.StandardCharsets.US_ASCII))
                    .done();
        }
        int what = random.nextInt(16);
        if (what < 11) {
            return draft.string("scheme", "digest")
                    .buffer("auth", values.userData())
                    .done();
        }
        return draft.string("scheme", what < 13 ? "ip" : values.scheme())
                .buffer("auth", random.nextBoolean() ? values.userData() : null)
                .done();
    }

    private Request sasl() {
        return new Draft(xid(), Request.SASL)
                .buffer("token", random.nextBoolean() ? new byte[0] : values.userData())
                .done();
    }

    private Request reconfig() {
        return new Draft(xid(), Request.RECONFIG)
                .string("joining", random.nextBoolean() ? "server.2=127.0.0.1:1:2;3" : null)
                .string("leaving", random.nextBoolean() ? "1" : null)
                .string("members", null)
                .i64("config", random.nextInt(2) - 1)
                .done();
    }

    private Request large() {
        return new Draft(xid(), Request.SET_DATA)
                .string("path", prefix)
                .buffer("data", new byte[LARGE_BYTES])
                .i32("version", -1)
                .touch(new Touch(Request.SET_DATA, false, prefix, 0, 0))
                .done();
    }

    private Request rare() {
        return switch (random.nextInt(4)) {
            case 0 -> new Draft(xid(), Request.CLOSE_SESSION).done();
            case 1 ->
                new Draft(xid(), UNKNOWN[random.nextInt(UNKNOWN.length)])
                        .string("path", values.path())
                        .done();
            case 2 -> large();
            default -> onPath(Request.GET_EPHEMERALS);
        };
    }

    /**
     * A request with a part of its body missing, something behind it, or bytes changed. Creates are never changed: they could turn into
     * what {@link KnownDifference} excludes.
     */
    private Request spoilt(Request request) {
        int header = 12;
        int body = request.frame().length - header;
        int how = random.nextInt(4);
        if (how == 0 || body == 0) {
            return Draft.padded(request, 1 + random.nextInt(9));
        }
        boolean usage =
                request.text().contains("zookeeper_"); // See KnownDifference.UNREADABLE_USAGE, UNREADABLE_LIMITS.
        if (how < 3
                || usage
                || request.touches().stream().anyMatch(Touch::isCreate)
                || request.opcode() == Request.MULTI) {
            return Draft.cut(request, 1 + random.nextInt(body));
        }
        int[] bytes = {0, 1, 0x7f, 0x80, 0xff, random.nextInt(256)};
        return Draft.bent(request, header + random.nextInt(body), bytes[random.nextInt(bytes.length)]);
    }

    private int xid() {
        return random.nextInt(30) == 0 ? -3 - random.nextInt(9) : random.nextInt(30) == 0 ? 0 : ++lastXid;
    }
}
