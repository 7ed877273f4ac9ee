// SPDX-License-Identifier: Apache-2.0
package io.paddock.storage.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.paddock.protocol.jute.Acl;
import io.paddock.protocol.jute.Stat;
import org.junit.jupiter.api.Test;

class FreshTreeTest {
    private final ZnodeTree tree = new ZnodeTree();

    @Test
    void equalsApachesTreeAtItsFirstStart() {
        assertThat(tree.find("/").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, -1, 0, 0, 0, 1, 0));
        assertThat(tree.find("/zookeeper").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, -2, 0, 0, 0, 2, 0));
        assertThat(tree.find("/zookeeper/quota").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
        assertThat(tree.find("/zookeeper/config").stat()).isEqualTo(new Stat(0, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0));
        assertThat(tree.find("/zookeeper/config").acl()).isEqualTo(Acl.READ_ONLY);
        assertThat(tree.find("/").acl()).isEqualTo(Acl.OPEN);
        assertThat(tree.find("/").data()).isEmpty();
    }

    @Test
    void countsAsApacheDoes() {
        assertThat(tree.nodeCount()).isEqualTo(5);
        assertThat(tree.approximateDataBytes()).isEqualTo(44);
        assertThat(tree.allChildrenCount("/")).isEqualTo(3);
        assertThat(tree.allChildrenCount("/zookeeper")).isEqualTo(2);
        assertThat(tree.allChildrenCount("/nothing")).isZero();
        assertThat(tree.digest()).isEqualTo(1371985504L);
        assertThat(tree.aclTable().ids()).hasSize(1).containsValue(Acl.READ_ONLY);
    }

    @Test
    void findsTheRootUnderTwoNamesAndNothingUnderAMalformedPath() {
        assertThat(tree.find("")).isSameAs(tree.find("/")).isNotNull();
        for (String path :
                new String[] {"zookeeper", "//", "/zookeeper/", "//zookeeper", "/zookeeper//quota", "x/zookeeper", "/."
                }) {
            assertThat(tree.find(path)).as(path).isNull();
        }
        assertThat(tree.find("/zookeeper/quota").path()).isEqualTo("/zookeeper/quota");
        assertThat(tree.find("/").path()).isEqualTo("/");
    }
}
