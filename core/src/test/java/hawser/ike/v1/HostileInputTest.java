package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.Spi;
import hawser.net.Endpoint;
import hawser.net.IpAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Hostile inputs H1, H3, H4, H5, H33 of a stranger to a responder: dropped with the right counter,
/// nothing answered, no SPI chosen.
class HostileInputTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Path PATH =
      new Path(
          new Endpoint(IpAddress.parse("192.0.2.1"), 500),
          new Endpoint(IpAddress.parse("198.51.100.7"), 500));

  @Test
  void everyTruncationOfAFirstMessageIsCounted() {
    Octets whole = firstMessage();
    for (int length = 0; length < whole.length(); length++) {
      refused(length < Header.LENGTH ? IkeDrop.SHORT : IkeDrop.BAD_LENGTH, whole.slice(0, length));
    }
  }

  @Test
  void impossibleSpisAreCounted() {
    refused(IkeDrop.BAD_SPI, frame(0, 0, chain()));
    refused(IkeDrop.BAD_SPI, frame(5, 5, chain()));
    refused(IkeDrop.BAD_SPI, frame(5, 6, chain())); // the responder's in a first message
  }

  @Test
  void otherMajorVersionsAreCounted() {
    for (int version : new int[] {0x00, 0x20, 0x30, 0xf0}) {
      byte[] bytes = firstMessage().toArray();
      bytes[17] = (byte) version;
      refused(IkeDrop.BAD_VERSION, Octets.of(bytes));
    }
  }

  @Test
  void payloadLengthsBelowTheirHeaderOrBeyondTheEndAreRefused() {
    for (int length : new int[] {0, 1, 2, 3, 5, 65_535}) {
      refused(IkeDrop.MALFORMED, frame(5, 0, new Writer().u8(0).u8(0).u16(length).toOctets()));
    }
  }

  /// A payload that names its own type as the next: the chain ends where the message does.
  @Test
  void aSelfLoopOfNextPayloadsIsRefused() {
    for (int type = 1; type < 256; type++) {
      Writer writer = new Writer();
      new Header(new IkeSpi(5), IkeSpi.NONE, type, 0x10, 2, 0, 0).write(writer, 4);
      refused(IkeDrop.MALFORMED, writer.u8(type).u8(0).u16(4).toOctets());
    }
  }

  @Test
  void tenThousandMinimalPayloadsAreRefusedAtTheCap() {
    Writer writer = new Writer();
    for (int i = 0; i < 10_000; i++) {
      writer.u8(PayloadType.SA).u8(0).u16(4);
    }
    refused(IkeDrop.MALFORMED, frame(5, 0, writer.toOctets()));
  }

  @Test
  void anSaPayloadWithoutTransformsOrWithZeroLengthAttributesIsRefused() {
    Octets none = new Writer().u32(1).u32(1).u8(0).u8(0).u16(8).u8(1).u8(1).u8(0).u8(0).toOctets();
    refusedOrClosed(frame(5, 0, sa(none)));
    Octets zero =
        new Writer()
            .u32(1)
            .u32(1)
            .u8(0)
            .u8(0)
            .u16(20)
            .u8(1)
            .u8(1)
            .u8(0)
            .u8(1)
            .u8(0)
            .u8(0)
            .u16(12)
            .u8(1)
            .u8(1)
            .u16(0)
            .u16(1)
            .u16(0)
            .toOctets();
    refused(IkeDrop.MALFORMED, frame(5, 0, sa(zero)));
  }

  @Test
  void oddDoiAndSituationAreRefused() {
    for (long doi : new long[] {0, 2, 0xffffffffL}) {
      refused(IkeDrop.MALFORMED, frame(5, 0, sa(new Writer().u32(doi).u32(1).toOctets())));
      refused(IkeDrop.MALFORMED, frame(5, 0, sa(new Writer().u32(1).u32(doi).toOctets())));
    }
  }

  @Test
  void otherExchangesBeforePhase1AreRefused() {
    for (int exchange : new int[] {0, 1, 3, 4, 5, 6, 32, 33, 34, 37, 255}) {
      Writer writer = new Writer();
      new Header(new IkeSpi(5), IkeSpi.NONE, 1, 0x10, exchange, 0, 7).write(writer, 8);
      refused(IkeDrop.UNEXPECTED, writer.u8(0).u8(0).u16(8).u32(1).toOctets());
    }
  }

  @Test
  void randomBodiesNeverThrow() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] body = new byte[random.nextInt(200)];
      random.nextBytes(body);
      Session session = responder();
      session.handle(NOW, new Event.Received(frame(5, 0, Octets.of(body)), PATH));
      assertTrue(session.status() != Session.Status.ESTABLISHED);
    }
  }

  /// One Dropped action with this reason, no answer, still the state of a fresh responder.
  private static void refused(IkeDrop reason, Octets message) {
    Session session = responder();
    Peer.assertDropped(reason, session.handle(NOW, new Event.Received(message, PATH)));
    assertTrue(session.initiatorSpi().isNone());
    assertTrue(session.responderSpi().isNone());
    assertEquals(Session.Status.CONNECTING, session.status());
  }

  /// Refused as malformed, or as a proposal that is none: then the one answer is shorter.
  private static void refusedOrClosed(Octets message) {
    Session session = responder();
    for (Action action : session.handle(NOW, new Event.Received(message, PATH))) {
      if (action instanceof Action.Send(Path ignored, Octets answer)) {
        assertTrue(answer.length() <= message.length(), "amplifies");
      }
    }
    assertTrue(session.status() != Session.Status.ESTABLISHED);
  }

  private static Octets sa(Octets body) {
    return new Writer().u8(0).u8(0).u16(4 + body.length()).octets(body).toOctets();
  }

  private static Octets chain() {
    return new Writer().u8(0).u8(0).u16(4).toOctets();
  }

  private static Octets firstMessage() {
    return frame(5, 0, chain());
  }

  private static Octets frame(long initiator, long responder, Octets body) {
    Writer writer = new Writer();
    new Header(new IkeSpi(initiator), new IkeSpi(responder), PayloadType.SA, 0x10, 2, 0, 0)
        .write(writer, body.length());
    return writer.octets(body).toOctets();
  }

  private static Session responder() {
    Random random = new Random(1);
    return V1Session.responder(
        new SessionConfig(
            "test",
            List.of(new IkeProposal(128, Hash.SHA2_256, Group.CURVE25519)),
            Secret.adopt("a shared secret".getBytes(StandardCharsets.US_ASCII)),
            Optional.empty(),
            Duration.ofHours(1),
            NatTraversal.ENABLE,
            IpAddress.ANY4,
            List.of()),
        PATH,
        random::nextBytes,
        session -> new Spi(1000));
  }
}
