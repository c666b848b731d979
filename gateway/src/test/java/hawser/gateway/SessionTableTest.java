package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.ike.Header;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.ike.Role;
import hawser.ike.Session;
import hawser.net.IpAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SessionTableTest {
  private static final String SPOKE = "198.51.100.7";
  private static final String OTHER = "198.51.100.8";

  private final SessionTable table = new SessionTable();
  private final Tunnel tunnel =
      new TunnelTable().add(Plans.template("server"), IpAddress.parse("1.0.0.0"), Instant.EPOCH);

  @Test
  void aMessageFindsItsSessionByBothSpisFromAnywhere() {
    FakeSession session = responder(1, 2, SPOKE);
    assertSame(session, find(1, 2, SPOKE));
    assertSame(session, find(1, 2, OTHER));
    assertNull(find(1, 3, SPOKE));
    assertNull(find(9, 2, SPOKE));
  }

  @Test
  void aRepeatedFirstMessageFindsTheSessionItOpenedOnlyFromTheSameAddress() {
    FakeSession session = responder(1, 2, SPOKE);
    assertSame(session, find(1, 0, SPOKE));
    assertNull(find(1, 0, OTHER));
  }

  @Test
  void theFirstAnswerFindsTheInitiatorWhoDoesNotKnowTheSpiYet() {
    FakeSession session = add(new FakeSession(Role.INITIATOR, 1, SPOKE));
    assertSame(session, find(1, 2, SPOKE));
    session.responder = new IkeSpi(2);
    table.refresh(session);
    assertSame(session, find(1, 2, OTHER));
    assertNull(find(1, 3, SPOKE));
  }

  @Test
  void onlyStrangersAreCountedAsHalfOpenAndUntilTheyAreKnown() {
    IpAddress spoke = IpAddress.parse(SPOKE);
    for (int i = 1; i <= 30; i++) {
      FakeSession _ = add(new FakeSession(Role.INITIATOR, i, SPOKE));
    }
    assertTrue(table.admits(spoke));
    FakeSession last = null;
    for (int i = 1; i <= 20; i++) {
      last = responder(100 + i, 200 + i, SPOKE);
    }
    assertFalse(table.admits(spoke));
    assertTrue(table.admits(IpAddress.parse(OTHER)));
    if (last == null) {
      throw new AssertionError();
    }
    last.status = Session.Status.ESTABLISHED;
    table.refresh(last);
    assertTrue(table.admits(spoke));
  }

  @Test
  void halfOpenSessionsOfAllAddressesTogetherAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      FakeSession _ = responder(i + 1, i + 1, "203.0.113." + i % 250);
    }
    assertFalse(table.admits(IpAddress.parse(SPOKE)));
  }

  @Test
  void aSessionThatMovedIsAtItsNewAddress() {
    FakeSession session = responder(1, 2, SPOKE);
    session.path = FakeSession.path(OTHER, Path.NAT_PORT);
    table.refresh(session);
    assertEquals(List.of(), table.at(IpAddress.parse(SPOKE)));
    assertSame(session, table.at(IpAddress.parse(OTHER)).getFirst().session);
  }

  @Test
  void aRemovedSessionLeavesNothing() {
    FakeSession session = responder(1, 2, SPOKE);
    table.remove(session);
    assertNull(find(1, 2, SPOKE));
    assertNull(find(1, 0, SPOKE));
    assertNull(table.of(session));
    assertEquals(List.of(), table.at(IpAddress.parse(SPOKE)));
    for (int i = 1; i <= 20; i++) {
      assertTrue(table.admits(IpAddress.parse(SPOKE)));
      FakeSession _ = responder(100 + i, 200 + i, SPOKE);
    }
  }

  private FakeSession responder(long initiator, long responder, String remote) {
    FakeSession session = new FakeSession(Role.RESPONDER, initiator, remote);
    session.responder = new IkeSpi(responder);
    return add(session);
  }

  @SuppressWarnings("NullAway") // the table only keeps the port
  private FakeSession add(FakeSession session) {
    SessionTable.Entry _ = table.add(session, tunnel, null);
    return session;
  }

  private @Nullable Session find(long initiator, long responder, String remote) {
    Header header = new Header(new IkeSpi(initiator), new IkeSpi(responder), 0, 0x10, 2, 0, 0);
    SessionTable.Entry entry = table.find(header, FakeSession.path(remote, Path.IKE_PORT));
    return entry == null ? null : entry.session;
  }
}
