package hawser.esp;

import static hawser.esp.Fragmentation.POST_ENCAPSULATION;
import static hawser.esp.Fragmentation.PRE_ENCAPSULATION;
import static hawser.esp.InnerDf.HONORED;
import static hawser.esp.InnerDf.IGNORED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// One tunnel takes 1446 octets, another of the same location 1346.
class OversizeTest {
  private static final int MTU = 1446;
  private static final int FLOW_MTU = 1346;

  @Test
  void what_may_be_cut_is_cut_where_the_configuration_says() {
    assertEquals(Oversize.CUT, v4(1447, MTU, PRE_ENCAPSULATION, HONORED, 0));
    assertEquals(Oversize.SEAL, v4(1447, MTU, POST_ENCAPSULATION, HONORED, 0));
  }

  @Test
  void what_may_be_cut_needs_to_fit_only_the_tunnel_that_carries_it() {
    assertEquals(Oversize.SEAL, v4(1446, MTU, PRE_ENCAPSULATION, HONORED, 0));
    assertEquals(Oversize.CUT, v4(1446, FLOW_MTU, PRE_ENCAPSULATION, HONORED, 0));
  }

  @ParameterizedTest
  @EnumSource
  void what_must_not_be_cut_is_answered_when_any_tunnel_of_its_flow_is_too_small(
      Fragmentation fragmentation) {
    assertEquals(Oversize.SEAL, v4(1346, MTU, fragmentation, HONORED, 0x40));
    assertEquals(Oversize.ANSWER, v4(1347, MTU, fragmentation, HONORED, 0x40));
    assertEquals(Oversize.SEAL, v6(1346, FLOW_MTU, fragmentation));
    assertEquals(Oversize.ANSWER, v6(1347, FLOW_MTU, fragmentation));
  }

  @Test
  void ignored_df_counts_as_clear() {
    assertEquals(Oversize.CUT, v4(1447, MTU, PRE_ENCAPSULATION, IGNORED, 0x40));
    assertEquals(Oversize.SEAL, v4(1447, MTU, POST_ENCAPSULATION, IGNORED, 0x40));
  }

  /// RFC 8200 section 5: no sender of IPv6 goes below 1280, so the tunnel has to carry them.
  @ParameterizedTest
  @EnumSource
  void nobody_is_told_less_than_the_least_of_its_family(Fragmentation fragmentation) {
    assertEquals(Oversize.SEAL, v6(1280, 1226, fragmentation));
    assertEquals(Oversize.ANSWER, v6(1281, 1226, fragmentation));
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[556]);
    packet[6] = 0x40;
    assertEquals(
        Oversize.SEAL, Oversize.judge(Inner.of(packet), 0, 576, 522, 522, fragmentation, HONORED));
  }

  private static Oversize v4(
      int length, int mtu, Fragmentation fragmentation, InnerDf df, int flags) {
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, new byte[length - 20]);
    packet[6] = (byte) flags;
    return Oversize.judge(Inner.of(packet), 0, length, mtu, FLOW_MTU, fragmentation, df);
  }

  private static Oversize v6(int length, int flowMtu, Fragmentation fragmentation) {
    byte[] packet = Inner.v6("2001:db8::1", "2001:db8::2", 17, new byte[length - 40]);
    return Oversize.judge(Inner.of(packet), 0, length, MTU, flowMtu, fragmentation, HONORED);
  }
}
