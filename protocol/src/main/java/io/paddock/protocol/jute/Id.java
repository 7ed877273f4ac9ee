// SPDX-License-Identifier: Apache-2.0
package io.paddock.protocol.jute;

/** An identity: an authentication scheme and a name within it. Both may be null on the wire. */
public record Id(String scheme, String id) {
    /** Every client. */
    public static final Id ANYONE = new Id("world", "anyone");

    public static Id read(JuteReader in) {
        return new Id(in.readString(), in.readString());
    }

    public void write(JuteWriter out) {
        out.writeString(scheme).writeString(id);
    }
}
