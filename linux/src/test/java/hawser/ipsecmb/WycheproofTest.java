package hawser.ipsecmb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Hmac;
import hawser.crypto.Integrity;
import hawser.esp.Engine;
import hawser.esp.EspCipher;
import hawser.esp.SequenceNumbers;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Every Wycheproof vector that can be made into an ESP packet, through both engines.
///
/// An AEAD vector can when its IV has 12 octets, its tag 16, and its additional data the 8 of SPI
/// and sequence number or the 12 with an extended one; all those are valid ones, so each is also
/// tried with a changed tag. An AES-CBC vector can when it is valid: its PKCS#5 padding, which ESP
/// has not, is taken as payload, and an ICV put behind. The HMAC vectors cannot: none has the
/// length of a packet (24 octets and whole blocks).
class WycheproofTest {
  private record Vector(
      String name, EspSuite suite, Octets keys, long high, Octets packet, Octets clear) {
    SequenceNumbers numbers() {
      return high < 0 ? SequenceNumbers.SHORT : SequenceNumbers.EXTENDED;
    }
  }

  @Test
  void the_packets_open_and_do_not_with_a_changed_tag() throws IOException {
    List<Vector> vectors = vectors();
    assertEquals(5 + aeadOf("chacha20_poly1305") + 72L * Integrity.values().length, vectors.size());
    for (Engine engine : Library.both()) {
      for (Vector vector : vectors) {
        check(engine, vector);
      }
    }
  }

  private static void check(Engine engine, Vector vector) {
    int length = vector.packet.length();
    MemorySegment m = Arena.ofAuto().allocate(2L * length, 64);
    MemorySegment packet = MemorySegment.ofArray(vector.packet.toArray());
    MemorySegment.copy(packet, 0, m, 0, length);
    MemorySegment.copy(packet, 0, m, length, length);
    byte last = m.get(ValueLayout.JAVA_BYTE, 2L * length - 1);
    m.set(ValueLayout.JAVA_BYTE, 2L * length - 1, (byte) (last ^ 0x80));
    boolean[] authentic = new boolean[2];
    Secret keys = Secret.adopt(vector.keys.toArray());
    try (EspCipher cipher =
        engine.cipher(vector.suite, keys, vector.numbers(), Engine.Direction.INBOUND)) {
      long high = Math.max(vector.high, 0);
      cipher.open(m, 0, vector.clear.length(), high, authentic, 0);
      cipher.open(m, length, vector.clear.length(), high, authentic, 1);
      cipher.finish();
    }
    String name = engine.name() + " " + vector.name + " " + vector.suite.text();
    assertTrue(authentic[0], name);
    assertFalse(authentic[1], name);
    byte[] clear =
        m.asSlice(vector.suite.headerLength(), vector.clear.length())
            .toArray(ValueLayout.JAVA_BYTE);
    assertEquals(vector.clear, Octets.of(clear), name);
  }

  private static List<Vector> vectors() throws IOException {
    List<Vector> all = new ArrayList<>();
    for (List<String> row : rows()) {
      if (row.get(0).equals("aes_cbc")) {
        for (Integrity integrity : Integrity.values()) {
          all.add(cbc(row, integrity));
        }
      } else {
        all.add(aead(row));
      }
    }
    return all;
  }

  private static Vector aead(List<String> row) {
    assertEquals("valid", row.get(9));
    Encryption encryption =
        row.get(0).equals("aes_gcm") ? Encryption.AES_GCM_16 : Encryption.CHACHA20_POLY1305;
    String iv = row.get(4);
    String additional = row.get(5);
    boolean extended = additional.length() == 24;
    long high = extended ? Long.parseLong(additional.substring(8, 16), 16) : -1;
    String header = additional.substring(0, 8) + additional.substring(extended ? 16 : 8);
    return new Vector(
        row.get(0) + " " + row.get(1),
        EspSuite.aead(encryption, Integer.parseInt(row.get(2))),
        Octets.ofHex(row.get(3) + iv.substring(0, 8)),
        high,
        Octets.ofHex(header + iv.substring(8) + row.get(7) + row.get(8)),
        Octets.ofHex(row.get(6)));
  }

  private static Vector cbc(List<String> row, Integrity integrity) {
    Octets integrityKey = Octets.ofHex("5c".repeat(integrity.keyLength()));
    Octets covered = Octets.ofHex("0000123400000001" + row.get(4) + row.get(7));
    Secret whole = Hmac.prf(integrity.hash(), Secret.adopt(integrityKey.toArray()), covered);
    Octets icv = Octets.of(whole.slice(0, integrity.icvLength()).toArray());
    return new Vector(
        row.get(0) + " " + row.get(1),
        EspSuite.of(Encryption.AES_CBC, Integer.parseInt(row.get(2)), integrity),
        Octets.concat(Octets.ofHex(row.get(3)), integrityKey),
        -1,
        Octets.concat(covered, icv),
        Octets.ofHex(row.get(6)));
  }

  private static long aeadOf(String algorithm) throws IOException {
    return rows().stream().filter(row -> row.get(0).equals(algorithm)).count();
  }

  private static List<List<String>> rows() throws IOException {
    try (InputStream in = WycheproofTest.class.getResourceAsStream("wycheproof-esp.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(line -> List.of(line.split(" ")))
          .toList();
    }
  }
}
