package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.config.Phase1;
import hawser.ike.Identity;
import hawser.ike.ModeConfig;
import hawser.net.IpAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// One address for each peer and user (H32).
class LeasesTest {
  private static final Optional<String> ALICE = Optional.of("alice");
  private static final Identity PEER = Identity.fqdn("peer");

  private final Leases leases =
      new Leases(
          new Phase1.ModeCfg(
              true,
              IpAddress.parse("10.0.0.1"),
              IpAddress.parse("10.0.0.2"),
              List.of(),
              List.of()));

  @Test
  void askingTenThousandTimesTakesOneAddress() {
    for (int i = 0; i < 10_000; i++) {
      assertEquals("10.0.0.1", given(PEER, ALICE));
    }
    assertEquals("10.0.0.2", given(PEER, Optional.empty()));
    assertTrue(leases.assign(Identity.fqdn("third"), ALICE).isEmpty());
  }

  @Test
  void aReleasedAddressComesBackToItsPeerUnlessSomebodyElseNeedsIt() {
    assertEquals("10.0.0.1", given(PEER, ALICE));
    leases.release(PEER, ALICE);
    assertEquals("10.0.0.1", given(PEER, ALICE));
    leases.release(PEER, ALICE);
    assertEquals("10.0.0.2", given(Identity.fqdn("second"), ALICE));
    assertEquals("10.0.0.1", given(Identity.fqdn("third"), ALICE));
    assertTrue(leases.assign(PEER, ALICE).isEmpty());
    assertTrue(leases.of(PEER, ALICE).isEmpty());
  }

  private String given(Identity peer, Optional<String> user) {
    return leases
        .assign(peer, user)
        .map(ModeConfig.Assignment::address)
        .map(IpAddress::toString)
        .orElse("none");
  }
}
