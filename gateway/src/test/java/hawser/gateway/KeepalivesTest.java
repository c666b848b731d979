package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.ike.Path;
import hawser.ike.Role;
import hawser.net.IpAddress;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 3948 section 4; the interval is 5 seconds.
@Timeout(30)
class KeepalivesTest {
  private static final Instant T = Instant.ofEpochSecond(1_000);

  private final Tunnel tunnel =
      new TunnelTable().add(Plans.template("up"), IpAddress.parse("1.0.0.0"), T);
  private final FakeSession session = new FakeSession(Role.INITIATOR, 1, "198.51.100.7");

  @BeforeEach
  void weAreBehindNat() {
    session.nat = "me";
    session.path = FakeSession.path("198.51.100.7", Path.NAT_PORT);
    tunnel.lastSent = T;
  }

  @Test
  void oneIsDueWhenNothingWasSentForTheInterval() {
    assertFalse(Keepalives.isDue(tunnel, session, T.plusMillis(4_999), Instant.EPOCH));
    assertTrue(Keepalives.isDue(tunnel, session, T.plusSeconds(5), Instant.EPOCH));
  }

  @Test
  void aPacketMakesItUnnecessary() {
    assertFalse(Keepalives.isDue(tunnel, session, T.plusSeconds(5), T.plusSeconds(1)));
    assertTrue(Keepalives.isDue(tunnel, session, T.plusSeconds(6), T.plusSeconds(1)));
  }

  @Test
  void onlyTheSideBehindTheNatSendsThem() {
    session.nat = "peer";
    assertFalse(Keepalives.isDue(tunnel, session, T.plusSeconds(60), Instant.EPOCH));
  }

  @Test
  void noneGoesOutBeforeThePortsFloat() {
    session.path = FakeSession.path("198.51.100.7", Path.IKE_PORT);
    assertFalse(Keepalives.isDue(tunnel, session, T.plusSeconds(60), Instant.EPOCH));
  }
}
