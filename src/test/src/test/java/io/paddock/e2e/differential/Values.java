// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.differential;

import io.paddock.e2e.differential.Draft.Ace;
import io.paddock.e2e.differential.Request.Touch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Draws what requests are made of: few names, so that they meet; and all the odd values one can think of. */
final class Values {
    private static final int ALL = 31;
    private static final int LONGEST = 60;

    private final Random random;
    private final Profile profile;
    private final String prefix;
    /** Znodes that were to be created; some of them will have been refused, or be gone. */
    private final List<String> known = new ArrayList<>();

    /** Those of them that may have children. */
    private final List<String> parents = new ArrayList<>();

    private final Map<String, Integer> creates = new HashMap<>();
    private boolean sensible;

    Values(Random random, Profile profile, String prefix) {
        this.random = random;
        this.profile = profile;
        this.prefix = prefix;
        known(prefix);
    }

    <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** Whether the next request is to be one that most likely succeeds. */
    void sensible(boolean now) {
        sensible = now;
    }

    /** A path, most likely of an existing znode; null at random, seldom. */
    String path() {
        if (sensible || random.nextInt(100) < 50) {
            // The younger, the likelier: so that requests meet.
            int age = random.nextBoolean() ? random.nextInt(Math.min(6, known.size())) : random.nextInt(known.size());
            return known.get(known.size() - 1 - age);
        }
        int what = random.nextInt(100);
        if (what < 78) {
            return prefix + pick(Vocabulary.INSIDE);
        } else if (what < 86) {
            return prefix + pick(Vocabulary.ODD_INSIDE);
        } else if (what < 92) {
            return pick(Vocabulary.ODD);
        } else if (what < 95) {
            return pick(Vocabulary.SYSTEM);
        } else if (what < 99) {
            return quotaPath();
        }
        return null;
    }

    private String quotaPath() {
        String root = "/zookeeper/quota" + prefix;
        return switch (random.nextInt(6)) {
            case 0 -> root;
            case 1, 2 -> root + "/q";
            case 3 -> root + "/q/zookeeper_stats";
            case 4 -> root + "/q/zookeeper_limits";
            // With quotas enforced only one subtree has one: see KnownDifference.PENDING_QUOTA.
            default -> root + (random.nextBoolean() && !profile.extended() ? "/zookeeper_limits" : "/zookeeper_stats");
        };
    }

    /** A list of paths; null at random, seldom. A null inside the list is even rarer. */
    List<String> paths() {
        if (random.nextInt(25) == 0) {
            return null;
        }
        List<String> paths = new ArrayList<>();
        for (int left = random.nextInt(4); left > 0; left--) {
            String path = path();
            paths.add(path == null ? prefix : path);
        }
        return paths;
    }

    /** Limits of some quota, or something that looks like it. */
    byte[] limits() {
        boolean readable = profile.extended() || random.nextInt(4) != 0;
        return pick(readable ? Vocabulary.LIMITS : Vocabulary.UNREADABLE_LIMITS).getBytes(StandardCharsets.US_ASCII);
    }

    /** From now on there may be a znode with this path. */
    void known(String path) {
        known.add(path);
        parents.add(path);
    }

    byte[] data(String path) {
        if (path != null && path.endsWith("zookeeper_stats")) {
            // See KnownDifference.UNREADABLE_USAGE and FOREIGN_KEYS_IN_USAGE.
            return pick(Vocabulary.USAGES).getBytes(StandardCharsets.US_ASCII);
        }
        if (path != null && path.endsWith("zookeeper_limits")) {
            return limits();
        }
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> new byte[0];
            case 2 -> new byte[2_000];
            default -> bytes(1 + random.nextInt(12));
        };
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    int version() {
        if (sensible) {
            return random.nextInt(5) == 0 ? random.nextInt(2) : -1;
        }
        return Vocabulary.VERSIONS[random.nextInt(Vocabulary.VERSIONS.length)];
    }

    String scheme() {
        return random.nextInt(12) == 0 ? null : pick(Vocabulary.SCHEMES);
    }

    byte[] userData() {
        return random.nextInt(12) == 0 ? null : pick(Vocabulary.USERS).getBytes(StandardCharsets.UTF_8);
    }

    List<Ace> acl() {
        int what = random.nextInt(100);
        if (what < 60 || sensible && random.nextInt(4) != 0) {
            return List.of(new Ace(31, "world", "anyone"));
        } else if (what < 70) {
            return List.of(new Ace(random.nextInt(32), "world", "anyone"));
        } else if (what < 75) {
            return List.of(new Ace(31, "auth", random.nextBoolean() ? "" : null));
        } else if (what < 80) {
            return List.of(
                    new Ace(31, "digest", Vocabulary.IDS.get(random.nextInt(2))),
                    new Ace(random.nextInt(32), "world", "anyone"));
        } else if (what < 82) {
            return what == 80 ? null : List.of();
        }
        if (what < 86) {
            // Alone in its list.
            return List.of(new Ace(random.nextInt(32), scheme(), random.nextInt(3) == 0 ? null : pick(Vocabulary.IDS)));
        }
        List<Ace> acl = new ArrayList<>();
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            acl.add(new Ace(
                    random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(32),
                    pick(Vocabulary.SCHEMES),
                    pick(Vocabulary.IDS)));
        }
        if (random.nextInt(4) == 0) {
            acl.addAll(List.copyOf(acl));
        }
        return acl;
    }

    int createOpcode() {
        int what = random.nextInt(20);
        if (what < 9 || sensible && what >= 17 && !profile.extended()) {
            return Request.CREATE;
        }
        return what < 15 ? Request.CREATE2 : what < 17 ? Request.CREATE_CONTAINER : Request.CREATE_TTL;
    }

    Draft createBody(Draft draft, int opcode, boolean inMulti) {
        String path = sensible || random.nextInt(3) == 0 ? newPath() : path();
        int flags = flags(opcode);
        long ttl = !sensible && random.nextInt(3) == 0
                ? Vocabulary.TTLS[random.nextInt(Vocabulary.TTLS.length)]
                : 1_000_000_000L;
        List<Ace> acl = acl();
        if (acl == null && inMulti && opcode != Request.CREATE_TTL) {
            acl = List.of();
        }
        if (inMulti && acl != null) {
            acl = acl.stream().map(Values::withoutSupplementary).toList();
        }
        learn(path, flags, acl);
        draft.string("path", path).buffer("data", data(path)).acl(acl).i32("flags", flags);
        if (opcode == Request.CREATE_TTL) {
            draft.i64("ttl", ttl);
        }
        return draft.touch(new Touch(opcode, inMulti, path, flags, ttl));
    }

    // See KnownDifference.SUPPLEMENTARY_CHARACTERS_IN_MULTI.
    private static Ace withoutSupplementary(Ace ace) {
        return ace.id() == null
                ? ace
                : new Ace(ace.perms(), ace.scheme(), ace.id().replaceAll("[\\x{10000}-\\x{10ffff}]", "U"));
    }

    /** A child of what may be there. */
    private String newPath() {
        return pick(parents) + pick(Vocabulary.NAMES);
    }

    // What cannot be there anyway is not worth knowing.
    private void learn(String path, int flags, List<Ace> acl) {
        if (path == null || flags < 0 || flags > 6 || acl == null || acl.isEmpty()) {
            return;
        }
        int slash = path.lastIndexOf('/');
        String parent = slash < 1 ? "" : path.substring(0, slash);
        if (!parents.contains(parent) || path.length() > LONGEST) {
            return;
        }
        boolean sequential = flags == 2 || flags == 3 || flags == 6;
        int count = creates.merge(parent, 1, Integer::sum) - 1;
        String created = sequential ? path + String.format("%010d", count) : path;
        if (!known.contains(created) && !created.endsWith("/")) {
            known.add(created);
            if (flags != 1 && flags != 3 && acl.get(0).perms() == ALL) {
                parents.add(created);
            }
        }
    }

    private int flags(int opcode) {
        if (!sensible && random.nextInt(10) == 0) {
            return random.nextInt(11) - 2;
        }
        return switch (opcode) {
            case Request.CREATE_CONTAINER -> random.nextInt(4) == 0 ? random.nextInt(4) : 4;
            case Request.CREATE_TTL -> 5 + random.nextInt(2);
            default -> random.nextInt(2) == 0 ? 0 : random.nextInt(4);
        };
    }

    Draft deleteBody(Draft draft, boolean inMulti) {
        String path = sensible ? oldLeaf() : path();
        return draft.string("path", path)
                .i32("version", version())
                .touch(new Touch(Request.DELETE, inMulti, path, 0, 0));
    }

    private String oldLeaf() {
        List<String> leaves = known.stream()
                .filter(each -> known.stream().noneMatch(other -> other.startsWith(each + "/")))
                .toList();
        String leaf = pick(leaves);
        if (!leaf.equals(prefix)) {
            known.remove(leaf);
            parents.remove(leaf);
        }
        return leaf;
    }

    Draft setDataBody(Draft draft, boolean inMulti) {
        String path = path();
        return draft.string("path", path)
                .buffer("data", data(path))
                .i32("version", version())
                .touch(new Touch(Request.SET_DATA, inMulti, path, 0, 0));
    }
}
