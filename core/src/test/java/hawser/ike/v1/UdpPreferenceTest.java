package hawser.ike.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hawser.bytes.Malformed;
import hawser.bytes.Octets;
import hawser.bytes.Writer;
import hawser.ike.Action;
import hawser.ike.Encapsulation;
import hawser.ike.Event;
import hawser.ike.HawserVendor;
import hawser.ike.Header;
import hawser.ike.NatTraversal;
import hawser.ike.Path;
import hawser.ike.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// ESP in UDP without a NAT: between two Hawsers that both prefer it, and nowhere else.
class UdpPreferenceTest {
  private final Sessions sessions = new Sessions();
  private final Wire wire = new Wire();

  /// a: SA, VID(features 3) --> b: SA, VID(features 3) --> a: KE, Ni, NAT-D(b), NAT-D(random) -->
  /// ...
  @ParameterizedTest
  @CsvSource({
    "PREFERRED, PREFERRED, UDP",
    "PREFERRED, ENABLE, NONE",
    "ENABLE, PREFERRED, NONE",
    "PREFERRED, DISABLE, NONE",
    "DISABLE, PREFERRED, NONE",
    "PREFERRED, FORCED, UDP",
  })
  void takesBothEnds(NatTraversal initiator, NatTraversal responder, Encapsulation expected) {
    negotiate(initiator, responder, expected);
  }

  /// A foreign peer has the vendor ID of RFC 3947, and none of ours or one without the feature.
  @ParameterizedTest
  @EnumSource(Foreign.class)
  void towardsOthersEspStaysRaw(Foreign peer) {
    wire.rewrite = message -> asSentBy(peer, message);
    negotiate(NatTraversal.PREFERRED, NatTraversal.PREFERRED, Encapsulation.NONE);
  }

  enum Foreign {
    NO_HAWSER,
    HAWSER_WITHOUT_FEATURES
  }

  private void negotiate(NatTraversal initiator, NatTraversal responder, Encapsulation expected) {
    Session a = sessions.initiator(Sessions.config(initiator));
    Session b = sessions.responder(Sessions.config(responder));
    wire.run(a, b, new Event.Start());
    wire.run(a, b, new Event.StartChild(Sessions.CHILD));
    boolean udp = expected == Encapsulation.UDP;
    for (Session end : List.of(a, b)) {
      assertEquals(expected, wire.only(end, Action.InstallChild.class).child().encapsulation());
      assertEquals(udp ? Path.NAT_PORT : Path.IKE_PORT, end.path().local().port());
      assertEquals(udp, !end.nat().isEmpty());
    }
  }

  /// The message with our vendor ID taken out, or with its bitmap set to location-id alone.
  private static Octets asSentBy(Foreign peer, Octets message) {
    try {
      Header header = Header.parse(message);
      if (header.isEncrypted()) {
        return message;
      }
      List<Payload> payloads = new ArrayList<>();
      for (Payload payload : Messages.readClear(header, message)) {
        boolean ours =
            payload.type() == PayloadType.VENDOR_ID && payload.body().startsWith(HawserVendor.ID);
        if (!ours) {
          payloads.add(payload);
        } else if (peer == Foreign.HAWSER_WITHOUT_FEATURES) {
          Octets known = Octets.concat(HawserVendor.ID, Octets.ofHex("00000001"));
          payloads.add(new Payload(PayloadType.VENDOR_ID, known));
        }
      }
      Octets body = Payload.writeChain(payloads);
      Writer writer = new Writer();
      header.write(writer, body.length());
      return writer.octets(body).toOctets();
    } catch (Malformed e) {
      throw new IllegalArgumentException(e);
    }
  }
}
