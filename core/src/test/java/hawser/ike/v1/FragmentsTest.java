package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.crypto.Group;
import hawser.crypto.Hash;
import hawser.ike.Action;
import hawser.ike.Event;
import hawser.ike.Header;
import hawser.ike.IkeProposal;
import hawser.ike.IkeSpi;
import hawser.ike.Session;
import hawser.ike.SessionConfig;
import hawser.ike.V1Options;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Messages in parts, and H19 and H20 for them.
class FragmentsTest {
  private final Fragments fragments = new Fragments();

  private static Octets message(int octets) {
    Writer writer = new Writer();
    new Header(new IkeSpi(1), new IkeSpi(2), 4, 0x10, 2, 0, 0).write(writer, octets);
    byte[] body = new byte[octets];
    new Random(octets).nextBytes(body);
    return writer.bytes(body).toOctets();
  }

  private static Octets part(int id, int number, int last, int octets) {
    Writer writer = new Writer();
    new Header(new IkeSpi(1), new IkeSpi(2), PayloadType.FRAGMENT, 0x10, 2, 0, 0)
        .write(writer, 8 + octets);
    return writer.u8(0).u8(0).u16(8 + octets).u16(id).u8(number).u8(last).zeros(octets).toOctets();
  }

  @Test
  void aMessageComesTogetherInEveryOrder() throws Malformed {
    Octets whole = message(1_000);
    for (int seed = 0; seed < 50; seed++) {
      List<Octets> parts = new ArrayList<>(fragments.cut(whole, 200));
      assertTrue(parts.stream().allMatch(part -> part.length() <= 200));
      Collections.shuffle(parts, new Random(seed));
      Octets last = parts.removeLast();
      for (Octets part : parts) {
        assertEquals(Optional.empty(), fragments.add(part));
      }
      assertEquals(Optional.of(whole), fragments.add(last));
    }
  }

  @Test
  void oddNumbersAndLengthsAreRefused() {
    assertThrows(Malformed.class, () -> fragments.add(part(1, 0, 0, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 33, 0, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 255, 1, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 1, 0, 0)));
  }

  @Test
  void contradictionsEndTheMessage() throws Malformed {
    assertEquals(Optional.empty(), fragments.add(part(1, 3, 1, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 4, 0, 10)));
    assertEquals(Optional.empty(), fragments.add(part(1, 4, 0, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 3, 1, 10)));
  }

  @Test
  void aPartOfAnotherMessageEndsTheOneBeforeAndADuplicateIsIgnored() throws Malformed {
    assertEquals(Optional.empty(), fragments.add(part(1, 1, 0, 10)));
    assertThrows(Malformed.class, () -> fragments.add(part(1, 1, 0, 10)));
    assertEquals(Optional.empty(), fragments.add(part(2, 2, 1, 10)));
    assertEquals(Optional.empty(), fragments.add(part(1, 2, 1, 10)));
    assertTrue(fragments.add(part(1, 1, 0, 10)).isPresent());
  }

  /// At most 32 kB wait for the part that never comes.
  @Test
  void whatWaitsIsBounded() throws Malformed {
    for (int number = 2; number < 25; number++) {
      assertEquals(Optional.empty(), fragments.add(part(1, number, 0, 1_400)));
    }
    assertThrows(Malformed.class, () -> fragments.add(part(1, 25, 0, 1_400)));
  }

  @Test
  void twoSessionsTalkInPartsOnceBothHaveSaidThatTheyCan() {
    Sessions sessions = new Sessions();
    Wire wire = new Wire();
    IkeProposal large = new IkeProposal(256, Hash.SHA2_256, Group.MODP_4096);
    SessionConfig config =
        Sessions.config(List.of(large), Sessions.DAY, Sessions.CHILD)
            .with(new V1Options(V1Options.Mode.MAIN, new V1Options.Xauth.None(), 300));
    Session a = sessions.initiator(config);
    Session b = sessions.responder(config);
    wire.run(a, b, new Event.Start());
    assertEquals(Session.Status.ESTABLISHED, a.status());
    assertEquals(Session.Status.ESTABLISHED, b.status());
    assertTrue(wire.all(a, Action.Send.class).stream().allMatch(s -> s.message().length() <= 300));
    assertTrue(wire.all(b, Action.Send.class).size() > 4);
  }

  /// H20: nobody who has not been told may send parts.
  @Test
  void partsWithoutAgreementAreDropped() {
    Sessions sessions = new Sessions();
    SessionConfig none =
        Sessions.config(Sessions.DAY)
            .with(new V1Options(V1Options.Mode.MAIN, new V1Options.Xauth.None(), 0));
    Session b = sessions.responder(none);
    List<Action> actions =
        b.handle(Wire.NOW, new Event.Received(part(1, 1, 1, 50), Sessions.RESPONDER));
    assertEquals(1, Peer.all(actions, Action.Dropped.class).size());
    assertEquals(List.of(), Peer.messages(actions));
  }
}
