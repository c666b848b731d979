package hawser.gateway;

import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.ike.Header;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Tells a peer whose SAs we do not know that we forgot them. It says so without proof, so it only
/// makes the peer ask sooner whether we live (see [Liveness#hinted]). Sparing: one in two seconds
/// an address, and shorter than what it answers.
final class Hints {
  private static final Duration GAP = Duration.ofSeconds(2);
  private static final int MOST_REMEMBERED = 4_096;
  private static final int INVALID_COOKIE = 4;
  private static final int INVALID_IKE_SPI = 4;
  private static final int NOTIFY = 41;
  private static final int INITIATOR = 0x08;
  private static final int RESPONSE = 0x20;

  private final Map<IpAddress, Instant> given = new HashMap<>();
  private final Entropy entropy;
  private final Supplier<Instant> clock;

  Hints(Entropy entropy, Supplier<Instant> clock) {
    this.entropy = entropy;
    this.clock = clock;
  }

  /// Answers a message or packet of an SA that is not known.
  void answer(Port port, Path path) {
    if (mayAnswer(path)) {
      give(port, path.remote());
    }
  }

  /// Answers a request of IKEv2, which names itself (RFC 7296 section 2.21.4): an unprotected
  /// INVALID_IKE_SPI.
  void answer(Port port, Path path, Header request) {
    if (mayAnswer(path)) {
      int flags = request.flags() & INITIATOR ^ INITIATOR | RESPONSE;
      Writer writer = new Writer();
      new Header(
              request.initiatorSpi(),
              request.responderSpi(),
              NOTIFY,
              0x20,
              request.exchange(),
              flags,
              request.messageId())
          .write(writer, 8);
      writer.u8(0).u8(0).u16(8).u8(0).u8(0).u16(INVALID_IKE_SPI);
      Transmission.send(port, path, writer.toOctets());
    }
  }

  private boolean mayAnswer(Path path) {
    Instant now = clock.get();
    Instant before = given.get(path.remote().address());
    boolean soon = before != null && now.isBefore(before.plus(GAP));
    if (soon || given.size() > MOST_REMEMBERED) {
      return false;
    }
    given.put(path.remote().address(), now);
    return true;
  }

  /// An unprotected INVALID-COOKIE, which gives nothing away and proves nothing.
  void give(Port port, Endpoint remote) {
    Writer writer = new Writer();
    IkeSpi random = new IkeSpi(ByteBuffer.wrap(entropy.octets(8).toArray()).getLong() | 1);
    new Header(random, new IkeSpi(random.value() ^ 2), 11, 0x10, 5, 0, 1).write(writer, 12);
    writer.u8(0).u8(0).u16(12).u32(1).u8(1).u8(0).u16(INVALID_COOKIE);
    int local = remote.port() == Path.IKE_PORT ? Path.IKE_PORT : Path.NAT_PORT;
    Transmission.send(
        port, new Path(new Endpoint(port.key.address(), local), remote), writer.toOctets());
  }

  void forgetOld(Instant now) {
    given.values().removeIf(at -> at.isBefore(now.minusSeconds(60)));
  }
}
