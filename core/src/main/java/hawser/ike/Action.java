package hawser.ike;

import hawser.bytes.Octets;
import hawser.net.IpAddress;
import java.time.Instant;

/// What a session wants done, in order.
public sealed interface Action {
  record Send(Path path, Octets message) implements Action {}

  /// Sends a message with DF set, whatever the path's MTU is thought to be.
  record SendUncut(Path path, Octets message) implements Action {}

  record Arm(Timer timer, Instant at) implements Action {}

  record Disarm(Timer timer) implements Action {}

  /// The peer has proved that it knows the key.
  ///
  /// @param location the peer's location-id, 0.0.0.0 for none; authenticated
  /// @param initialContact the peer says that it knows of no other SA with us
  record Established(Identity peer, IpAddress location, boolean initialContact) implements Action {}

  /// The peer told its location-id only after it was established; authenticated.
  record Located(IpAddress location) implements Action {}

  /// The user that the peer proved to be, before it is established.
  record UserKnown(String user) implements Action {}

  /// The peer gave us an address, before it is established.
  record Configured(ModeConfig.Assignment assignment) implements Action {}

  /// Nothing of what the peer offered is ours.
  record NothingMatches(Mismatch mismatch) implements Action {}

  /// Both halves of the SA exist. The inbound half is used at once, the outbound half from
  /// [UseChild] on.
  record InstallChild(ChildSa child) implements Action {}

  /// The peer can receive on the SA.
  record UseChild(Spi inbound) implements Action {}

  /// The negotiation of a child that was installed did not complete.
  record AbandonChild(Spi inbound) implements Action {}

  /// The peer deleted the SA on which we send to it with this SPI.
  record RemoveChild(Spi outbound) implements Action {}

  /// A child that we wanted was not agreed.
  record ChildFailed(String childName, String reason) implements Action {}

  /// Another IKE SA has taken over this one's Child SAs. It is established and waits for
  /// [Event.Start].
  record Replaced(Session successor) implements Action {}

  /// An authenticated message arrived.
  record PeerAlive() implements Action {}

  /// The peer answered a liveness probe.
  record LivenessConfirmed() implements Action {}

  /// The peer answered a probe of the path.
  ///
  /// @param octets of the IKE message that reached it
  record PathProbed(int octets) implements Action {}

  /// A message was ignored: it leaves no state.
  record Dropped(IkeDrop reason, String detail) implements Action {}

  /// Something that the administrator may want to know.
  record Report(Level level, String message) implements Action {}

  /// The session is over; it takes no more events.
  record Closed(String reason) implements Action {}

  /// How important a report is.
  enum Level {
    INFO,
    WARNING
  }
}
