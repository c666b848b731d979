package hawser.ike.v2;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.Header;
import hawser.ike.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes strangers show that they receive what is sent to their address before anything is kept or
/// computed for them (RFC 7296 section 2.6).
///
/// A cookie is the version of a secret and a MAC over nonce, address and SPI: it is checked without
/// a memory of who got which. The secret changes every two minutes; the one before still counts.
public final class Cookies {
  static final int MOST = 64;
  private static final Duration ROTATION = Duration.ofMinutes(2);
  private static final int VERSION = 1;
  private static final int MAC = 16;

  private final Entropy entropy;
  private Secret secret;
  private @Nullable Secret previous;
  private int version;
  private Instant rotated;

  public Cookies(Entropy entropy, Instant now) {
    this.entropy = entropy;
    this.secret = fresh();
    this.rotated = now;
  }

  /// What to send to whoever sent a first message, or empty when it came with a cookie of ours.
  ///
  /// @throws Malformed when it is no first message
  public Optional<Octets> challenge(Instant now, Header header, Octets message, Path from)
      throws Malformed {
    rotate(now);
    Contents contents = Envelope.requireClear(header, message);
    Octets nonce = contents.one(Nonce.class).value();
    boolean known =
        contents
            .notify(Notify.COOKIE)
            .filter(c -> isOurs(c.data(), nonce, header, from))
            .isPresent();
    if (known) {
      return Optional.empty();
    }
    Octets cookie = cookie(version, secret, nonce, header, from);
    Octets body = Payloads.write(List.of(new Notify(Notify.COOKIE, cookie)));
    Writer writer = new Writer();
    new Header(
            header.initiatorSpi(),
            header.responderSpi(),
            PayloadType.NOTIFY,
            Messages.VERSION,
            ExchangeType.IKE_SA_INIT,
            Flags.RESPONSE,
            0)
        .write(writer, body.length());
    return Optional.of(writer.octets(body).toOctets());
  }

  private boolean isOurs(Octets cookie, Octets nonce, Header header, Path from) {
    if (cookie.length() != VERSION + MAC) {
      return false;
    }
    Secret used = cookie.at(0) == (version & 0xff) ? secret : previous;
    return used != null
        && MessageDigest.isEqual(
            cookie.toArray(), cookie(cookie.at(0), used, nonce, header, from).toArray());
  }

  private static Octets cookie(int version, Secret secret, Octets nonce, Header header, Path from) {
    Octets spi = new Writer().i64(header.initiatorSpi().value()).toOctets();
    Octets address = from.remote().address().toOctets();
    try (Secret mac = Hmac.prf(Hash.SHA2_256, secret, address, spi, nonce)) {
      Octets octets = Octets.of(mac.toArray()).slice(0, MAC);
      return Octets.concat(new Writer().u8(version).toOctets(), octets);
    }
  }

  private void rotate(Instant now) {
    Duration age = Duration.between(rotated, now);
    if (age.compareTo(ROTATION) >= 0) {
      if (previous != null) {
        previous.close();
      }
      previous = age.compareTo(ROTATION.multipliedBy(2)) < 0 ? secret : null;
      secret = fresh();
      version++;
      rotated = now;
    }
  }

  private Secret fresh() {
    return Secret.adopt(entropy.octets(32).toArray());
  }
}
