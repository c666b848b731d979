package hawser.ike.v2;

import hawser.bytes.Octets;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import java.util.Optional;
import java.util.TreeMap;

/// Joins the fragments of one message (RFC 7383 section 2.6). Only what was authenticated gets
/// here, so what it keeps is bounded by what the peer may send: one message each way.
final class Reassembly {
  private static final int MOST_FRAGMENTS = 64;
  private static final int MOST_OCTETS = 65_536;

  private final TreeMap<Integer, Octets> parts = new TreeMap<>();
  private int id;
  private int total;
  private int first;
  private int octets;

  /// A whole message: its payloads and the type of the first.
  record Whole(Octets clear, int first) {}

  /// Adds an authenticated fragment; not empty when it was the last that was missing.
  ///
  /// @throws IkeError when the fragment is none of a message that could be joined
  Optional<Whole> add(int messageId, Envelope.Sealed fragment, Octets clear) throws IkeError {
    boolean begins = parts.isEmpty() || messageId != id || fragment.total() > total;
    if (!begins && fragment.total() < total) {
      throw new IkeError(IkeDrop.FRAGMENT, "fragment of an older cut");
    }
    if (fragment.total() > MOST_FRAGMENTS) {
      throw new IkeError(IkeDrop.FRAGMENT, fragment.total() + " fragments");
    }
    if (begins) {
      forget();
      id = messageId;
      total = fragment.total();
    }
    if (parts.putIfAbsent(fragment.number(), clear) != null) {
      throw new IkeError(IkeDrop.FRAGMENT, "fragment " + fragment.number() + " again");
    }
    octets += clear.length();
    if (octets > MOST_OCTETS) {
      forget();
      throw new IkeError(IkeDrop.FRAGMENT, "a message of more than " + MOST_OCTETS + " octets");
    }
    if (fragment.number() == 1) {
      first = fragment.first();
    }
    if (parts.size() < total) {
      return Optional.empty();
    }
    Octets whole = Octets.concat(parts.values().toArray(Octets[]::new));
    int type = first;
    forget();
    return Optional.of(new Whole(whole, type));
  }

  void forget() {
    parts.clear();
    octets = 0;
    total = 0;
    first = PayloadType.NONE;
  }
}
