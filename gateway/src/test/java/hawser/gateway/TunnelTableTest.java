package hawser.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.ike.Identity;
import hawser.net.IpAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TunnelTableTest {
  private static final IpAddress SPOKE = IpAddress.parse("198.51.100.7");

  private final TunnelTable table = new TunnelTable();
  private final Tunnel template =
      table.add(Plans.template("server"), IpAddress.parse("1.0.0.0"), Instant.EPOCH);

  @Test
  void instancesAreNamedByTheFirstFreeIndex() {
    Tunnel first = instance("a", SPOKE);
    Tunnel second = instance("b", SPOKE);
    assertEquals("server_0", first.name);
    assertEquals("server_1", second.name);
    table.remove(first);
    assertEquals("server_0", instance("c", SPOKE).name);
    assertEquals("server_2", instance("d", SPOKE).name);
  }

  @Test
  void theTunnelIdIsThePeersAddressWhileFreeAndThenTheNextOfTen() {
    Tunnel first = instance("a", SPOKE);
    assertEquals(SPOKE, first.tunnelId);
    assertEquals(IpAddress.parse("10.0.0.1"), instance("b", SPOKE).tunnelId);
    assertEquals(IpAddress.parse("10.0.0.2"), instance("c", SPOKE).tunnelId);
    table.remove(first);
    assertEquals(SPOKE, instance("d", SPOKE).tunnelId);
  }

  @Test
  void aTunnelIdThatIsFreeAgainIsTakenFirst() {
    List<Tunnel> all = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      all.add(instance("peer" + i, SPOKE));
    }
    table.remove(all.get(3));
    table.remove(all.get(2));
    assertEquals(IpAddress.parse("10.0.0.2"), instance("d", SPOKE).tunnelId);
    assertEquals(IpAddress.parse("10.0.0.3"), instance("e", SPOKE).tunnelId);
    assertEquals(IpAddress.parse("10.0.0.5"), instance("f", SPOKE).tunnelId);
  }

  @Test
  void serialsAreNeverUsedTwice() {
    Tunnel first = instance("a", SPOKE);
    table.remove(first);
    assertNotEquals(first.serial, instance("a", SPOKE).serial);
  }

  @Test
  void aTemplateKnowsItsInstancesUntilTheyAreRemoved() {
    Tunnel first = instance("a", SPOKE);
    assertEquals(1, table.instancesOf(template).size());
    table.remove(first);
    assertTrue(table.instancesOf(template).isEmpty());
    assertTrue(table.find("server_0").isEmpty());
    assertEquals(1, table.configured().size());
  }

  private Tunnel instance(String peer, IpAddress remote) {
    return table.instance(template, Identity.fqdn(peer), remote, Instant.EPOCH);
  }
}
