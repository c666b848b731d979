package hawser.esp;

import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Suites, keys and SAs for tests. The keys are equal for equal suites.
final class Keys {
  static final int SPI = 0x11223344;

  private Keys() {}

  static List<EspSuite> suites() {
    Stream<EspSuite> cbc =
        Stream.of(128, 192, 256)
            .flatMap(bits ->
                Stream.of(Integrity.values())
                    .map(integrity -> EspSuite.of(Encryption.AES_CBC, bits, integrity)));
    Stream<EspSuite> aead =
        Stream.of(
            EspSuite.aead(Encryption.AES_GCM_16, 128),
            EspSuite.aead(Encryption.AES_GCM_16, 192),
            EspSuite.aead(Encryption.AES_GCM_16, 256),
            EspSuite.aead(Encryption.CHACHA20_POLY1305, 256));
    return Stream.concat(cbc, aead).toList();
  }

  static Secret keys(EspSuite suite) {
    byte[] bytes = new byte[suite.keyMaterialLength()];
    new Random(bytes.length).nextBytes(bytes);
    return Secret.adopt(bytes);
  }

  static OutboundSa outbound(EspSuite suite, SequenceNumbers numbers) {
    return new OutboundSa(SPI, suite, keys(suite), numbers, new JdkEngine());
  }

  static InboundSa inbound(EspSuite suite, SequenceNumbers numbers) {
    return inbound(suite, numbers, TrafficSelector.ALL4, TrafficSelector.ALL4);
  }

  static InboundSa inbound(
      EspSuite suite, SequenceNumbers numbers, TrafficSelector local, TrafficSelector remote) {
    return new InboundSa(SPI, suite, keys(suite), numbers, 64, local, remote, new JdkEngine());
  }

  /// Seals octets that no well-behaved sender would: payload, padding, pad length and next header
  /// are as given. Returns the whole ESP packet.
  static byte[] sealByHand(EspSuite suite, int sequence, byte[] plain) {
    EspCipher cipher =
        new JdkEngine()
            .cipher(suite, keys(suite), SequenceNumbers.SHORT, Engine.Direction.OUTBOUND);
    int length = suite.headerLength() + plain.length + suite.icvLength();
    MemorySegment m = Inner.room(length);
    Net.put32(m, 0, SPI);
    Net.put32(m, 4, sequence);
    MemorySegment.copy(MemorySegment.ofArray(plain), 0, m, suite.headerLength(), plain.length);
    cipher.seal(m, suite.headerLength(), m, 0, plain.length, 0);
    cipher.finish();
    return Inner.bytes(m, 0, length);
  }

  /// Payload with a well-formed trailer, padded to 16 so that every suite takes it.
  static byte[] padded(byte[] payload, int nextHeader) {
    int total = payload.length + 2 + 15 & ~15;
    byte[] plain = Arrays.copyOf(payload, total);
    int padding = total - 2 - payload.length;
    for (int i = 0; i < padding; i++) {
      plain[payload.length + i] = (byte) (i + 1);
    }
    plain[total - 2] = (byte) padding;
    plain[total - 1] = (byte) nextHeader;
    return plain;
  }
}
