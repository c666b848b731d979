package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Entropy;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.ike.Encapsulation;
import hawser.ike.IkeSpi;
import hawser.ike.Path;
import hawser.net.Endpoint;
import java.util.List;

/// Which end is behind a NAT (RFC 7296 section 2.23).
record Nat(boolean local, boolean remote) {
  static final Nat NONE = new Nat(false, false);

  /// The hashes of the endpoints as we see them.
  ///
  /// @param claimed we say that we are behind a NAT, so that ESP travels in UDP
  static List<Payload> payloads(
      IkeSpi initiator, IkeSpi responder, Path path, boolean claimed, Entropy entropy) {
    Octets source =
        claimed ? entropy.octets(Hash.SHA1.length()) : hash(initiator, responder, path.local());
    return List.of(
        new Notify(Notify.NAT_DETECTION_SOURCE_IP, source),
        new Notify(Notify.NAT_DETECTION_DESTINATION_IP, hash(initiator, responder, path.remote())));
  }

  /// Compares with what the peer sees; it may send a hash for each address that it has.
  static Nat detect(
      IkeSpi initiator, IkeSpi responder, Path path, boolean claimed, Contents contents) {
    Octets ours = hash(initiator, responder, path.local());
    Octets theirs = hash(initiator, responder, path.remote());
    return new Nat(
        claimed || !matches(contents, Notify.NAT_DETECTION_DESTINATION_IP, ours),
        !matches(contents, Notify.NAT_DETECTION_SOURCE_IP, theirs));
  }

  private static boolean matches(Contents contents, int what, Octets hash) {
    return contents.all(Notify.class).stream()
        .anyMatch(notify -> notify.what() == what && notify.data().equals(hash));
  }

  Encapsulation encapsulation() {
    return local || remote ? Encapsulation.UDP : Encapsulation.NONE;
  }

  /// As `diagnose` shows it.
  @Override
  public String toString() {
    return ((local ? "me " : "") + (remote ? "peer" : "")).strip();
  }

  private static Octets hash(IkeSpi initiator, IkeSpi responder, Endpoint endpoint) {
    return Hmac.digest(
        Hash.SHA1,
        new Writer().i64(initiator.value()).i64(responder.value()).toOctets(),
        endpoint.address().toOctets(),
        new Writer().u16(endpoint.port()).toOctets());
  }
}
