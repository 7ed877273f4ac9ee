// SPDX-License-Identifier: Apache-2.0
package io.paddock.server.config;

import io.paddock.protocol.quorum.HostText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Compares two hosts in the configuration. */
final class SameHost {
    private SameHost() {}

    /**
     * Looks up names, but only if the texts alone do not decide. Without the look-up, the start would be
     * refused.
     */
    static boolean is(String one, String other) {
        if (HostText.canonical(one).equals(HostText.canonical(other))) {
            return true;
        }
        boolean mayBeTold = !HostText.isAny(one) && !HostText.isAny(other);
        boolean isAnyName = !HostText.isNumber(one) || !HostText.isNumber(other);
        return mayBeTold && isAnyName && !Collections.disjoint(addresses(one), addresses(other));
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return Arrays.asList(InetAddress.getAllByName(HostText.canonical(host)));
        } catch (UnknownHostException nowhere) {
            return List.of();
        }
    }
}
