package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.net.AddressRange;
import hawser.net.IpAddress;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OutboundSasTest {
  private static final EspSuite SUITE = EspSuite.aead(Encryption.AES_GCM_16, 128);

  private static OutboundSas.Entry entry(String local, String remote) {
    return new OutboundSas.Entry(
        TrafficSelector.of(Prefix.parse(local)),
        TrafficSelector.of(Prefix.parse(remote)),
        Keys.outbound(SUITE, SequenceNumbers.SHORT));
  }

  private static @Nullable OutboundSa find(OutboundSas sas, String from, String to) {
    MemorySegment m =
        Inner.of(
            from.contains(":")
                ? Inner.v6(from, to, 17, new byte[8])
                : Inner.v4(from, to, 17, new byte[8]));
    return sas.find(m, 0);
  }

  @Test
  void each_phase_2_carries_its_own_networks() {
    OutboundSas.Entry a = entry("10.1.0.0/24", "10.9.0.0/24");
    OutboundSas.Entry b = entry("10.2.0.0/24", "10.9.0.0/24");
    OutboundSas.Entry c = entry("10.1.0.0/24", "10.8.0.0/16");
    OutboundSas.Entry d = entry("2001:db8:1::/64", "2001:db8:9::/64");
    OutboundSas sas = OutboundSas.of(List.of(a, b, c, d));
    assertSame(a.sa(), find(sas, "10.1.0.5", "10.9.0.7"));
    assertSame(b.sa(), find(sas, "10.2.0.5", "10.9.0.7"));
    assertSame(c.sa(), find(sas, "10.1.0.5", "10.8.200.7"));
    assertSame(d.sa(), find(sas, "2001:db8:1::5", "2001:db8:9::7"));
    assertNull(find(sas, "10.2.0.5", "10.8.0.7"), "no phase 2 has this pair");
    assertNull(find(sas, "10.3.0.5", "10.9.0.7"), "nor this source");
    assertNull(find(OutboundSas.NONE, "10.1.0.5", "10.9.0.7"));
  }

  @Test
  void the_narrower_destination_wins_and_the_wider_one_takes_what_it_leaves() {
    OutboundSas.Entry all = entry("0.0.0.0/0", "0.0.0.0/0");
    OutboundSas.Entry narrow = entry("10.1.0.0/24", "10.9.0.0/24");
    OutboundSas sas = OutboundSas.of(List.of(narrow, all));
    assertSame(narrow.sa(), find(sas, "10.1.0.5", "10.9.0.7"));
    assertSame(all.sa(), find(sas, "10.5.0.5", "10.9.0.7"), "another source, the same destination");
    assertSame(all.sa(), find(sas, "10.1.0.5", "192.0.2.1"));
  }

  @Test
  void a_successor_takes_over_at_once() {
    OutboundSas.Entry old = entry("10.1.0.0/24", "10.9.0.0/24");
    OutboundSas.Entry fresh = entry("10.1.0.0/24", "10.9.0.0/24");
    assertSame(fresh.sa(), find(OutboundSas.of(List.of(old, fresh)), "10.1.0.5", "10.9.0.7"));
  }

  @Test
  void ranges_and_ports_are_selectors_too() {
    AddressRange range =
        new AddressRange(IpAddress.parse("10.9.0.3"), IpAddress.parse("10.9.0.12"));
    TrafficSelector local = TrafficSelector.of(Prefix.parse("10.1.0.0/24"));
    OutboundSa sa = Keys.outbound(SUITE, SequenceNumbers.SHORT);
    OutboundSas sas =
        OutboundSas.of(
            List.of(new OutboundSas.Entry(local, new TrafficSelector(17, range, 0), sa)));
    assertSame(sa, find(sas, "10.1.0.5", "10.9.0.3"));
    assertSame(sa, find(sas, "10.1.0.5", "10.9.0.12"));
    assertNull(find(sas, "10.1.0.5", "10.9.0.2"));
    assertNull(find(sas, "10.1.0.5", "10.9.0.13"));
    MemorySegment tcp = Inner.of(Inner.v4("10.1.0.5", "10.9.0.3", 6, new byte[20]));
    assertNull(sas.find(tcp, 0), "another protocol");
  }

  @Test
  void ten_thousand_phase_2s_are_found() {
    List<OutboundSas.Entry> entries = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      entries.add(
          entry("10.1.0.0/16", "172.%d.%d.%d/32".formatted(16 + (i >> 16), i >> 8, i & 255)));
    }
    OutboundSas sas = OutboundSas.of(entries);
    for (int i = 0; i < 10_000; i += 97) {
      assertSame(
          entries.get(i).sa(), find(sas, "10.1.2.3", "172.16.%d.%d".formatted(i >> 8, i & 255)));
    }
  }
}
