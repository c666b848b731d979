package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.ChildConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/// Lifetimes as attributes, and how two ends come to use the shorter one: the answer repeats the
/// initiator's, and RESPONDER-LIFETIME says what the responder really uses (RFC 2407 sections 4.5.4
/// and 4.6.3.1).
///
/// Phases 1 and 2 number the attributes differently.
enum Lifetime {
  PHASE_1(11, 12, SaBody.PROTOCOL_ISAKMP),
  PHASE_2(1, 2, SaBody.PROTOCOL_ESP);

  /// The least that a peer can talk us down to.
  static final Duration FLOOR = Duration.ofSeconds(60);

  static final long FLOOR_KILOBYTES = 5_120;

  private static final int SECONDS = 1;
  private static final int KILOBYTES = 2;

  /// How long an SA may be used: until one of both is reached.
  ///
  /// @param kilobytes of 1,024 octets; 0 for no limit
  record Limits(Duration time, long kilobytes) {
    static Limits of(ChildConfig child) {
      return new Limits(child.lifetime(), child.kilobytes());
    }

    /// These, and where the peer's are less, the peer's down to the floor.
    Limits orLess(Limits theirs) {
      return new Limits(shorter(time, theirs.time), lessKilobytes(theirs.kilobytes));
    }

    private long lessKilobytes(long theirs) {
      long bounded = Math.max(theirs, FLOOR_KILOBYTES);
      return theirs == 0 || kilobytes != 0 && kilobytes < bounded ? kilobytes : bounded;
    }

    boolean exceeds(Limits others) {
      boolean more = kilobytes == 0 || kilobytes > others.kilobytes;
      return time.compareTo(others.time) > 0 || others.kilobytes != 0 && more;
    }
  }

  private final int type;
  private final int duration;
  private final int protocol;

  Lifetime(int type, int duration, int protocol) {
    this.type = type;
    this.duration = duration;
    this.protocol = protocol;
  }

  Attributes attributes(Duration lifetime) {
    return Attributes.of(type, SECONDS, duration, lifetime.toSeconds());
  }

  /// Seconds, and kilobytes where they are limited.
  Attributes attributes(Limits limits) {
    Attributes seconds = attributes(limits.time);
    return limits.kilobytes == 0
        ? seconds
        : seconds.with(type, KILOBYTES).with(duration, limits.kilobytes);
  }

  /// What stands there; `time` where no seconds do.
  Limits read(Attributes attributes, Duration time) {
    return new Limits(
        read(attributes).orElse(time), attributes.getAfter(type, KILOBYTES, duration).orElse(0));
  }

  /// The lifetime in seconds that stands there, if any.
  Optional<Duration> read(Attributes attributes) {
    OptionalLong seconds = attributes.getAfter(type, SECONDS, duration);
    return seconds.isPresent()
        ? Optional.of(Duration.ofSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  /// RESPONDER-LIFETIME of the SA that `spi` names.
  Payload notify(Octets spi, Duration lifetime) {
    return notify(spi, attributes(lifetime));
  }

  Payload notify(Octets spi, Limits limits) {
    return notify(spi, attributes(limits));
  }

  private Payload notify(Octets spi, Attributes attributes) {
    Writer data = new Writer();
    attributes.write(data);
    return new Notify(protocol, Notify.RESPONDER_LIFETIME, spi, data.toOctets()).toPayload();
  }

  /// Ours after a RESPONDER-LIFETIME: never longer. Which numbering a peer uses for an ISAKMP SA is
  /// not settled by the RFC, so both are read.
  static Duration after(Notify notify, Duration ours) throws Malformed {
    Attributes attributes = Attributes.read(Reader.of(notify.data()));
    Optional<Duration> theirs = PHASE_2.read(attributes).or(() -> PHASE_1.read(attributes));
    return theirs.map(said -> shorter(ours, said)).orElse(ours);
  }

  /// The same for a Child SA.
  static Limits after(Notify notify, Limits ours) throws Malformed {
    Attributes attributes = Attributes.read(Reader.of(notify.data()));
    Limits theirs = PHASE_2.read(attributes, ours.time);
    return new Limits(after(notify, ours.time), ours.lessKilobytes(theirs.kilobytes));
  }

  static Duration shorter(Duration ours, Duration theirs) {
    Duration bounded = theirs.compareTo(FLOOR) < 0 ? FLOOR : theirs;
    return bounded.compareTo(ours) < 0 ? bounded : ours;
  }
}
