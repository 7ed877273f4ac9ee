// SPDX-License-Identifier: Apache-2.0
package io.paddock.e2e.ensemble;

import static org.awaitility.Awaitility.await;

import io.paddock.e2e.harness.ClientSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each member is on two networks. Either may die: the members find each other over the other one, and clients keep their sessions. */
class SeveralAddressesTest {
    @RegisterExtension
    final Ensembles ensembles = new Ensembles();

    @Test
    void eitherNetworkMayFail() throws Exception {
        Ensemble ensemble = start("PPP");
        Diary diary = new Diary(ensemble.connectString(), 1);
        try {
            goesOn(diary);
            Cabling first = ensemble.networks().get(0);
            first.unplug();
            goesOn(diary);
            ensemble.awaitServing();
            first.plugIn();
            ensemble.awaitServing();
            ensemble.networks().get(1).unplug();
            goesOn(diary);
            ensemble.awaitServing();
            finish(diary, ensemble);
        } finally {
            diary.close();
        }
        Agreement.inMemory(ensemble);
    }

    /**
     * Between our members alone: Apache's ask an address for an echo before they dial it, which every address of this machine gives, whatever is cut
     * here.
     */
    @Test
    void withAnApacheMemberTheOthersMeetOverTheSecondNetwork() throws Exception {
        Ensemble ensemble = start("APP");
        Diary diary = new Diary(ensemble.connectString(), 1);
        try {
            goesOn(diary);
            for (Cabling network : ensemble.networks()) {
                network.unplug(2, 3);
                goesOn(diary);
                ensemble.awaitServing();
                network.plugIn();
                ensemble.awaitServing();
            }
            finish(diary, ensemble);
        } finally {
            diary.close();
        }
        Agreement.inMemory(ensemble);
    }

    private Ensemble start(String kinds) {
        return ensembles.startLedBy(
                3, EnsembleOptions.of(kinds).twoNetworks().cfg("initLimit=20").cfg("syncLimit=6"));
    }

    private static void finish(Diary diary, Ensemble ensemble) throws Exception {
        try (ClientSession reader = ensemble.member(3).connect()) {
            reader.zk().setData(Diary.TOP, new byte[0], -1);
            diary.finish(reader.zk());
        }
    }

    private static void goesOn(Diary diary) {
        // What was on its way when the network died may still be answered.
        int before = diary.written() + 20;
        await("writes go on").atMost(Ensemble.PATIENCE).until(() -> diary.written() > before);
        diary.check();
    }
}
