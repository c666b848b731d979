package hawser.ike;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import hawser.bytes.Octets;
import hawser.bytes.Writer;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Hostile inputs H1, H2, H3, H5 and the major versions of H6, by the counter they go to.
class DatagramTest {
  private static final Octets MARKER = Octets.ofHex("00000000");

  @Test
  void shortDatagramsAreCountedOnBothPorts() {
    for (int length = 0; length < Header.LENGTH; length++) {
      Octets octets = Octets.of(new byte[length]);
      assertIgnored(IkeDrop.SHORT, Datagram.onIkePort(octets));
      assertIgnored(IkeDrop.SHORT, Datagram.onNatPort(Octets.concat(MARKER, octets)));
    }
    for (int length = 0; length < Datagram.LEAST_ESP; length++) {
      byte[] ones = new byte[length];
      java.util.Arrays.fill(ones, (byte) 1);
      assertIgnored(IkeDrop.SHORT, Datagram.onNatPort(Octets.of(ones)));
    }
  }

  @Test
  void oneOctetOfOnesIsAKeepaliveAndNothingElseIs() {
    assertIgnored(IkeDrop.KEEPALIVE, Datagram.onIkePort(Octets.ofHex("ff")));
    assertIgnored(IkeDrop.KEEPALIVE, Datagram.onNatPort(Octets.ofHex("ff")));
    assertIgnored(IkeDrop.SHORT, Datagram.onNatPort(Octets.ofHex("fe")));
    assertIgnored(IkeDrop.SHORT, Datagram.onNatPort(Octets.ofHex("ffff")));
  }

  @Test
  void aMessageHasASoundHeaderAndLosesItsMarker() {
    Octets message = message(5, 0, 0x10, Header.LENGTH + 8L);
    for (Datagram datagram :
        new Datagram[] {
          Datagram.onIkePort(message), Datagram.onNatPort(Octets.concat(MARKER, message))
        }) {
      assertEquals(message, assertInstanceOf(Datagram.Message.class, datagram).octets());
    }
  }

  @Test
  void espBehindAMarkerOrWithSpi0IsAMessageWithABadLength() {
    Octets esp = Octets.ofHex("12345678 00000001".replace(" ", "") + "ab".repeat(40));
    assertInstanceOf(Datagram.Esp.class, Datagram.onNatPort(esp));
    assertIgnored(IkeDrop.BAD_LENGTH, Datagram.onNatPort(Octets.concat(MARKER, esp)));
    Octets spi0 = Octets.concat(MARKER, esp.slice(4, esp.length()));
    assertIgnored(IkeDrop.BAD_LENGTH, Datagram.onNatPort(spi0));
  }

  @Test
  void ikeWithoutMarkerIsEspToThePortAndKnownForWhatItIsWhenItsSpiIsNobodys() {
    Octets message = message(0x1234567800000001L, 0, 0x10, Header.LENGTH + 8L);
    assertInstanceOf(Datagram.Esp.class, Datagram.onNatPort(message));
    assertEquals(Optional.of(IkeDrop.NO_MARKER), Datagram.unmarked(message));
    Octets esp = Octets.ofHex("1234567800000001" + "ab".repeat(40));
    assertEquals(Optional.empty(), Datagram.unmarked(esp));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 27, 28, 35, 37, 1000, 0x7fffffffL, 0x80000000L, 0xffffffffL})
  void aLengthFieldThatIsNotTheDatagramsIsIgnored(long length) {
    Octets message = message(5, 0, 0x10, length);
    assertIgnored(IkeDrop.BAD_LENGTH, Datagram.onIkePort(message));
    assertIgnored(IkeDrop.BAD_LENGTH, Datagram.onNatPort(Octets.concat(MARKER, message)));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 7", "5, 5", "-1, -1"})
  void impossibleSpisAreIgnored(long initiator, long responder) {
    Octets message = message(initiator, responder, 0x10, Header.LENGTH + 8L);
    assertIgnored(IkeDrop.BAD_SPI, Datagram.onIkePort(message));
    assertIgnored(IkeDrop.BAD_SPI, Datagram.onNatPort(Octets.concat(MARKER, message)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x00, 0x0f, 0x30, 0xf0})
  void otherMajorVersionsAreIgnored(int version) {
    assertIgnored(
        IkeDrop.BAD_VERSION, Datagram.onIkePort(message(5, 0, version, Header.LENGTH + 8L)));
  }

  private static void assertIgnored(IkeDrop reason, Datagram datagram) {
    assertEquals(new Datagram.Ignored(reason), datagram);
  }

  /// A header with this length field and 8 octets behind it.
  private static Octets message(long initiator, long responder, int version, long length) {
    return new Writer()
        .i64(initiator)
        .i64(responder)
        .u8(1)
        .u8(version)
        .u8(2)
        .u8(0)
        .u32(0)
        .u32(length)
        .zeros(8)
        .toOctets();
  }
}
