package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Hex;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.net.Checksum;
import hawser.net.Ip4;
import hawser.net.IpAddress;
import hawser.net.Net;
import hawser.net.Prefix;
import hawser.net.TrafficSelector;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EspTest {
  private static final TrafficSelector LEFT = TrafficSelector.of(Prefix.parse("10.1.100.0/24"));
  private static final TrafficSelector RIGHT = TrafficSelector.of(Prefix.parse("192.168.9.0/24"));
  private final MemorySegment m = Arena.ofAuto().allocate(8192, 64);

  static EspSuite[] suites() {
    return new EspSuite[] {
      EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96),
      EspSuite.of(Encryption.AES_CBC, 256, Integrity.HMAC_SHA2_256_128),
      EspSuite.of(Encryption.AES_CBC, 192, Integrity.HMAC_SHA2_512_256),
      EspSuite.aead(Encryption.AES_GCM_16, 128),
      EspSuite.aead(Encryption.AES_GCM_16, 256),
      EspSuite.aead(Encryption.CHACHA20_POLY1305, 256)
    };
  }

  @ParameterizedTest
  @MethodSource("suites")
  void everySuiteOpensWhatItSealedAndRefusesEveryTruncationAndBitFlip(EspSuite suite) {
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      OutboundSa out = outbound(suite, numbers);
      InboundSa in = inbound(suite, numbers, 64);
      for (int size = 20; size < 90; size++) {
        packet(0, size, "10.1.100.5", "192.168.9.7");
        byte[] clear = bytes(0, size);
        int sealed = out.seal(m, 0, size, m, 1024);
        assertEquals(out.sealedLength(size), sealed);
        byte[] wire = bytes(1024, sealed);
        put(2048, wire);
        for (int cut = 0; cut < sealed; cut++) {
          assertTrue(in.open(m, 2048, cut, 0) < 0);
          put(2048, wire);
        }
        wire[sealed - 1] ^= 1;
        put(2048, wire);
        assertEquals(Drop.BAD_ICV, Drop.of(in.open(m, 2048, sealed, 0)));
        assertEquals(size - 20L, in.window().top());
        wire[sealed - 1] ^= 1;
        put(2048, wire);
        assertEquals(size, in.open(m, 2048, sealed, 0));
        assertEquals(Hex.format(clear), Hex.format(bytes(2048 + in.innerOffset(), size)));
        put(2048, wire);
        assertEquals(Drop.REPLAYED, Drop.of(in.open(m, 2048, sealed, 0)));
      }
    }
  }

  @Test
  void packetsOutsideOfTheSelectorsAreDropped() {
    EspSuite suite = suites()[3];
    OutboundSa out = outbound(suite, SequenceNumbers.SHORT);
    InboundSa in = inbound(suite, SequenceNumbers.SHORT, 2048);
    for (String source : new String[] {"10.1.101.5", "224.0.0.1", "127.0.0.1", "192.168.9.7"}) {
      packet(0, 40, source, "192.168.9.7");
      int sealed = out.seal(m, 0, 40, m, 1024);
      assertEquals(Drop.SELECTOR, Drop.of(in.open(m, 1024, sealed, 0)), source);
    }
  }

  @Test
  void ecnFollowsTheTableOfRfc6040() {
    int[][] table = {{0, 0, 0, -1}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}};
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        assertEquals(table[inner][outer], Ecn.decapsulate(inner, outer), inner + "/" + outer);
      }
    }
  }

  @Test
  void theReplayWindowAcceptsEachNumberOnceLikeATrivialModel() {
    for (int size : new int[] {32, 64, 100, 2048, 65_536}) {
      Random random = new Random(size);
      ReplayWindow window = new ReplayWindow(size, SequenceNumbers.SHORT);
      Set<Long> seen = new HashSet<>();
      long top = 0;
      for (int i = 0; i < 20_000; i++) {
        long number = Math.max(0, top + random.nextInt(size * 2) - size - size / 2);
        boolean model = number != 0 && !seen.contains(number) && top - number < size;
        assertEquals(model, window.check(number) == 0, size + ": " + number + " at " + top);
        if (model) {
          window.accept(number);
          seen.add(number);
          top = Math.max(top, number);
        }
      }
    }
  }

  @Test
  void extendedNumbersAreInferredAcrossTheWrap() {
    ReplayWindow window = new ReplayWindow(64, SequenceNumbers.EXTENDED);
    window.accept(0xffff_fff0L);
    assertEquals(0x1_0000_0005L, window.infer(5));
    assertEquals(0xffff_ffffL, window.infer(-1));
    window.accept(0x1_0000_0005L);
    assertEquals(0xffff_fffeL, window.infer(-2));
    assertEquals(0x1_0000_0006L, window.infer(6));
  }

  @Test
  void aSenderStopsAtTheLastNumber() {
    OutboundSa out = outbound(suites()[0], SequenceNumbers.SHORT);
    out.jumpTo(0xffff_fffeL);
    packet(0, 40, "10.1.100.5", "192.168.9.7");
    assertTrue(out.seal(m, 0, 40, m, 1024) > 0);
    assertEquals(Drop.SEQUENCE_EXHAUSTED, Drop.of(out.seal(m, 0, 40, m, 1024)));
  }

  @Test
  void theInnerMtuIsFortiOsS() {
    EspSuite cbc = EspSuite.of(Encryption.AES_CBC, 128, Integrity.HMAC_SHA1_96);
    EspSuite gcm = EspSuite.aead(Encryption.AES_GCM_16, 128);
    assertEquals(1438, cbc.innerMtu(1480));
    assertEquals(1446, gcm.innerMtu(1480));
    assertEquals(1422, cbc.innerMtu(1472));
    assertEquals(1438, gcm.innerMtu(1472));
  }

  @Test
  void theMssIsLoweredAndTheChecksumStaysRight() {
    packet(0, 44, "10.1.100.5", "192.168.9.7");
    Net.put8(m, 9, 6);
    Net.put8(m, 20 + 12, 6 << 4);
    Net.put8(m, 20 + 13, 2);
    Net.put32(m, 40, 0x020405b4);
    Net.put16(m, 36, 0);
    Net.put16(m, 36, Checksum.finish(Checksum.sum(m, 20, 24) + Checksum.pseudoHeader(m, 0, 6, 24)));
    MssClamp.clamp(m, 0, 44, 1438);
    assertEquals(1398, Net.u16(m, 42));
    assertEquals(0, Checksum.finish(Checksum.sum(m, 20, 24) + Checksum.pseudoHeader(m, 0, 6, 24)));
  }

  private OutboundSa outbound(EspSuite suite, SequenceNumbers numbers) {
    return new OutboundSa(0x1234, suite, key(suite), numbers, new JdkEngine());
  }

  private InboundSa inbound(EspSuite suite, SequenceNumbers numbers, int window) {
    return new InboundSa(0x1234, suite, key(suite), numbers, window, RIGHT, LEFT, new JdkEngine());
  }

  private static Secret key(EspSuite suite) {
    byte[] key = new byte[suite.keyMaterialLength()];
    new Random(7).nextBytes(key);
    return Secret.adopt(key);
  }

  private void packet(int at, int length, String source, String destination) {
    m.asSlice(at, length).fill((byte) 0);
    Net.put8(m, at, 0x45);
    Net.put16(m, at + 2, length);
    Net.put8(m, at + 8, 64);
    Net.put8(m, at + 9, 17);
    Net.put32(m, at + 12, IpAddress.parse(source).v4Bits());
    Net.put32(m, at + 16, IpAddress.parse(destination).v4Bits());
    Ip4.writeChecksum(m, at);
  }

  private byte[] bytes(int at, int length) {
    return m.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
  }

  private void put(int at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, m, ValueLayout.JAVA_BYTE, at, bytes.length);
  }
}
