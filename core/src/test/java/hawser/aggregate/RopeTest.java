package hawser.aggregate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.net.IpAddress;
import hawser.net.Net;
import hawser.net.Prefix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RopeTest {
  private final MemorySegment m = Arena.ofAuto().allocate(64, 8);

  @Test
  void theExampleOfThePageBalancesInsideALocationAndNeverAcross() {
    Rope<String> rope =
        Rope.of(
            Algorithm.ROUND_ROBIN,
            List.of(
                member("server1_0", 3, 0, 1, "1.1.1.1", "10.1.100.0/24"),
                member("server2_0", 4, 1, 1, "1.1.1.1", "10.1.100.0/24"),
                member("server1_1", 5, 0, 1, "2.2.2.2", "0.0.0.0/0")));
    assertEquals(Map.of("server1_0", 500, "server2_0", 500), spread(rope, "10.1.100.7", 1000));
    assertEquals(Map.of("server1_1", 10), spread(rope, "8.8.8.8", 10));
  }

  @Test
  void weightsThreeToOneSplitExactly() {
    Rope<String> rope =
        Rope.of(
            Algorithm.WEIGHTED_ROUND_ROBIN,
            List.of(
                member("a", 1, 0, 3, "1.1.1.1", "10.0.0.0/8"),
                member("b", 2, 1, 1, "1.1.1.1", "10.0.0.0/8")));
    assertEquals(Map.of("a", 750, "b", 250), spread(rope, "10.0.0.1", 1000));
  }

  @Test
  void hashesKeepAFlowAndSpreadAThousand() {
    for (Algorithm algorithm : new Algorithm[] {Algorithm.L3, Algorithm.L4}) {
      Rope<String> rope =
          Rope.of(
              algorithm,
              List.of(
                  member("a", 1, 0, 1, "1.1.1.1", "10.0.0.0/8"),
                  member("b", 2, 1, 1, "1.1.1.1", "10.0.0.0/8")));
      Map<String, Integer> flows = new HashMap<>();
      for (int flow = 0; flow < 1000; flow++) {
        packet("10.0.0.1");
        Net.put32(m, algorithm == Algorithm.L3 ? 12 : 20, flow * 7919);
        String first = String.valueOf(rope.pick(m, 0, 40));
        assertEquals(first, rope.pick(m, 0, 40));
        flows.merge(first, 1, Integer::sum);
      }
      assertTrue(
          flows.getOrDefault("a", 0) > 450 && flows.getOrDefault("a", 0) < 550, flows.toString());
    }
  }

  @Test
  void redundantUsesTheFirstMemberThatIsUp() {
    Member<String> first = member("a", 9, 0, 1, "1.1.1.1", "10.0.0.0/8");
    Member<String> second = member("b", 2, 1, 1, "1.1.1.1", "10.0.0.0/8");
    assertEquals(
        Map.of("a", 5),
        spread(Rope.of(Algorithm.REDUNDANT, List.of(second, first)), "10.0.0.1", 5));
    assertEquals(
        Map.of("b", 5), spread(Rope.of(Algorithm.REDUNDANT, List.of(second)), "10.0.0.1", 5));
  }

  private Map<String, Integer> spread(Rope<String> rope, String destination, int packets) {
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < packets; i++) {
      packet(destination);
      counts.merge(String.valueOf(rope.pick(m, 0, 40)), 1, Integer::sum);
    }
    return counts;
  }

  private void packet(String destination) {
    m.fill((byte) 0);
    Net.put8(m, 0, 0x45);
    Net.put16(m, 2, 40);
    Net.put8(m, 9, 17);
    Net.put32(m, 16, IpAddress.parse(destination).v4Bits());
  }

  private static Member<String> member(
      String name, long id, int priority, int weight, String location, String network) {
    return new Member<>(
        name,
        id,
        priority,
        weight,
        Member.Origin.DIAL_UP,
        IpAddress.parse(location),
        List.of(Prefix.parse(network)));
  }
}
