package hawser.ike.v1;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Reader;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Header;
import hawser.ike.IkeDrop;
import hawser.ike.IkeError;
import hawser.ike.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Messages in parts, as the vendors agreed outside the RFCs: each part has the header of the whole
/// message and one payload.
///
/// ```
/// next payload 0 | reserved | length (2) | identifier (2) | number from 1 | last: 1 | octets
/// ```
///
/// Nobody vouches for a part, so there is one message at a time of bounded length.
final class Fragments {
  static final int MOST = 32;

  private static final int MOST_OCTETS = 32 << 10;
  private static final int OVERHEAD = Header.LENGTH + 8;

  private int sent;
  private int identifier = -1;
  private int last;
  private int count;
  private int octets;
  private final @Nullable Octets[] parts = new @Nullable Octets[MOST];

  /// The same actions with each message that is longer than `most` octets in parts.
  List<Action> cut(List<Action> actions, int most) {
    List<Action> cut = new ArrayList<>(actions.size());
    for (Action action : actions) {
      if (action instanceof Action.Send(Path path, Octets message) && message.length() > most) {
        cut(message, most).forEach(part -> cut.add(new Action.Send(path, part)));
      } else {
        cut.add(action);
      }
    }
    return cut;
  }

  /// Cuts a message of ours into datagrams of at most `most` octets.
  List<Octets> cut(Octets message, int most) {
    Header header = headerOf(message);
    int room = most - OVERHEAD;
    sent = sent + 1 & 0xffff;
    List<Octets> cut = new ArrayList<>();
    for (int at = 0; at < message.length(); at += room) {
      int end = Math.min(message.length(), at + room);
      boolean isLast = end == message.length();
      Writer writer = new Writer();
      new Header(
              header.initiatorSpi(),
              header.responderSpi(),
              PayloadType.FRAGMENT,
              header.version(),
              header.exchange(),
              /* flags= */ 0,
              header.messageId())
          .write(writer, 8 + end - at);
      writer.u8(0).u8(0).u16(8 + end - at).u16(sent).u8(cut.size() + 1).u8(isLast ? 1 : 0);
      cut.add(writer.octets(message.slice(at, end)).toOctets());
    }
    return cut;
  }

  private static Header headerOf(Octets message) {
    try {
      return Header.parse(message);
    } catch (Malformed e) {
      throw new IllegalArgumentException("no message of ours", e);
    }
  }

  /// Takes a part; the whole message once all are there. A part of another message ends the one
  /// before.
  Optional<Octets> add(Octets message) throws Malformed {
    Reader reader = Reader.of(Messages.body(message));
    reader.skip(2);
    int length = reader.u16();
    int id = reader.u16();
    int number = reader.u8();
    boolean isLast = (reader.u8() & 1) != 0;
    Octets part = reader.rest();
    if (length != 8 + part.length() || part.isEmpty() || number < 1 || number > MOST) {
      throw new Malformed("fragment " + number + " of " + part.length() + " octets");
    }
    if (id != identifier) {
      clear();
      identifier = id;
    }
    if (parts[number - 1] != null) {
      throw new IkeError(IkeDrop.REPLAY, "fragment " + number + " again");
    }
    boolean contradicts = isLast ? last != 0 || hasBeyond(number) : last != 0 && number > last;
    if (contradicts || octets + part.length() > MOST_OCTETS) {
      clear();
      throw new Malformed("fragments that are no message");
    }
    parts[number - 1] = part;
    octets += part.length();
    count++;
    last = isLast ? number : last;
    if (count != last) {
      return Optional.empty();
    }
    Writer whole = new Writer();
    for (int i = 0; i < count; i++) {
      Octets next = parts[i];
      if (next != null) {
        whole.octets(next);
      }
    }
    clear();
    return Optional.of(whole.toOctets());
  }

  private boolean hasBeyond(int number) {
    for (int i = number; i < MOST; i++) {
      if (parts[i] != null) {
        return true;
      }
    }
    return false;
  }

  private void clear() {
    Arrays.fill(parts, null);
    identifier = -1;
    last = 0;
    count = 0;
    octets = 0;
  }
}
