package hawser.esp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hawser.bytes.Octets;
import hawser.bytes.Secret;
import hawser.crypto.Encryption;
import hawser.crypto.EspSuite;
import hawser.crypto.Hash;
import hawser.crypto.Hmac;
import hawser.crypto.Integrity;
import hawser.net.Net;
import hawser.net.TrafficSelector;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Known answers from RFCs and Wycheproof, through the engine and the SAs.
class KnownAnswerTest {
  private static final String ECHO_DATA =
      "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f3031323334353637";

  /// Wycheproof vectors whose additional data has the 8 octets of SPI and sequence number, or the
  /// 12 of an extended one. Columns: algorithm, key bits, key with salt, additional data, IV,
  /// ciphertext with tag, plaintext.
  @ParameterizedTest
  @CsvSource(
      textBlock =
"""
        AES_GCM_16, 128, aa023d0478dcb2b2312498293d9a91290432bc49, aac39231129872a2, ac34412081288127, eea945f3d0f98cc0fbab472a0cf24e874bb9b4812519dadf9e1232016d068133, 2035af313d1346ab00154fea78322105
        AES_GCM_16, 128, e63a43216c08867210e248859eb5e99c9c3a4263, 834afdc5c737186b, d983456658aad4b1, bf864616c2347509ca9b10446379b9bdbb3b8f64a97d25b490390b53c5db91f6ee2a15b8, b14da56b0462dc05b871fc815273ff4810f92f4b
        AES_GCM_16, 256, 92ace3e348cd821092cd921aa3546374299ab46209691bc28b8752d17f123c2000112233, 00000000ffffffff, 445566778899aabb, e27abdd2d2a53d2f136b9a4a2579529301bcfb71c78d4060f52c, 00010203040506070809
        AES_GCM_16, 256, cdccfe3f46d782ef47df4e72f0c02d9c7f774def970d23486f11a57f54247f1737618789, 956846a209e087ed, 4605a8d45e30de51, feca44952447015b5df1f456df8ca4bb4eee2ce2082e91924deeb77880e1b1c84f9b8d30, e28e0e9f9d22463ac0e42639b530f42102fded75
        AES_GCM_16, 192, fa5b9b41f93f8b682c04ba816c3fecc24eec095b04dd749762b9cf1e, 2ed8487153e21b12, 923bc1138d05d205, c7c1cbb85ce2a0a3f32cb9ef01ad45ec1118b66d253317f98bdab87531ece20475cd9ebb, 18159841813a69fc0f8f4229e1678da7c9016711
        CHACHA20_POLY1305, 256, 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f07000000, 50515253c0c1c2c3c4c5c6c7, 4041424344454647, d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691, 4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c642062652069742e
        CHACHA20_POLY1305, 256, e05777ef3d989ace7d2abfba452bfded54801dbd5c66e91c0c2ef00479d85572b7f526e3, 15d93a96d0e6c5a9, fd71cf5720961aec, f4710e51b957c6a37b6a4c94996c002186d63b2b, 17bfda03
        CHACHA20_POLY1305, 256, cdccfe3f46d782ef47df4e72f0c02d9c7f774def970d23486f11a57f54247f1737618789, 956846a209e087ed, 4605a8d45e30de51, 14f707c446988a4903775ec7acec6da114d43112987d4b147c490d43d376a198cab383f0, e28e0e9f9d22463ac0e42639b530f42102fded75
""")
  void aead_vectors_open(
      Encryption encryption,
      int keyBits,
      String keys,
      String additional,
      String iv,
      String sealed,
      String plain) {
    boolean extended = additional.length() == 24;
    String packet = additional.substring(0, 8) + additional.substring(extended ? 16 : 8);
    long high = extended ? Long.parseLong(additional.substring(8, 16), 16) : 0;
    EspCipher cipher =
        new JdkEngine()
            .cipher(
                EspSuite.aead(encryption, keyBits),
                Secret.adopt(Inner.hex(keys)),
                extended ? SequenceNumbers.EXTENDED : SequenceNumbers.SHORT,
                Engine.Direction.INBOUND);
    byte[] esp = Inner.hex(packet + iv + sealed);
    MemorySegment forged = Inner.of(esp);
    Net.put8(forged, 0, ~Net.u8(forged, 0));
    MemorySegment m = Inner.of(esp);
    boolean[] authentic = {true, false};
    cipher.open(forged, 0, plain.length() / 2, high, authentic, 0);
    cipher.open(m, 0, plain.length() / 2, high, authentic, 1);
    cipher.finish();
    assertFalse(authentic[0]);
    assertTrue(authentic[1]);
    assertArrayEquals(Inner.hex(plain), Inner.bytes(m, 16, plain.length() / 2));
  }

  /// RFC 7634 appendix A.
  @Test
  void the_chacha20_packet_of_rfc_7634_opens() {
    EspSuite suite = EspSuite.aead(Encryption.CHACHA20_POLY1305, 256);
    String keys = "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3";
    byte[] esp =
        Inner.hex(
            "01020304 00000005 1011121314151617"
                + "24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c6"
                + "14ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3"
                + "cbec163fac469b502773f6fb94e664da9165b82829f641e0"
                + "76aaa8266b7fb0f7b11b369907e1ad43");
    InboundSa sa = inbound(suite, keys);
    byte[] inner =
        Inner.hex(
            "45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec1000073627" + ECHO_DATA);
    assertArrayEquals(inner, open(sa, esp));
    assertEquals(5, sa.lastSequence());
  }

  /// RFC 3602 section 4, case 7 (tunnel mode), which has no ICV; ours follows.
  @ParameterizedTest
  @EnumSource(Integrity.class)
  void the_cbc_packet_of_rfc_3602_opens(Integrity integrity) {
    EspSuite suite = EspSuite.of(Encryption.AES_CBC, 128, integrity);
    Octets clear =
        Octets.of(
            Inner.hex(
                "00008765 00000002 f4e765244f6407adf13dc1380f673f37"
                    + "773b5241a4c449225e4f3ce5ed611b0c237ca96cf74a93013c1b0ea1a0cf70f8"
                    + "e4ecaec78ac53aad7a0f022b859243c647752e94a859352b8a4d4d2decd136e5"
                    + "c177f132ad3fbfb2201ac9904c74ee0a109e0ca1e4dfe9d5a100b842f1c22f0d"));
    byte[] integrityKey = new byte[integrity.keyLength()];
    Arrays.fill(integrityKey, (byte) 0x0b);
    Octets icv = icv(integrity, integrityKey, clear);
    String keys = "0123456789abcdef0123456789abcdef" + Octets.of(integrityKey);
    byte[] inner =
        Inner.hex(
            "45000054090400004001f988c0a87b03c0a87bc808009f76a90a0100b49c083d02a20400" + ECHO_DATA);
    InboundSa sa = inbound(suite, keys);
    assertArrayEquals(inner, open(sa, Octets.concat(clear, icv).toArray()));
    assertEquals(2, sa.lastSequence());
  }

  /// RFC 2202 section 3 and RFC 4231 section 4.2: the function that the ICVs here are made with.
  @ParameterizedTest
  @CsvSource({
    "SHA1, b617318655057264e28bc0b6fb378c8ef146be00",
    "SHA2_256, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "SHA2_384, afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59c"
        + "faea9ea9076ede7f4af152e8b2fa9cb6",
    "SHA2_512, 87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
        + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
  })
  void hmacs_of_the_rfcs_come_out(Hash hash, String expected) {
    byte[] key = new byte[20];
    Arrays.fill(key, (byte) 0x0b);
    Secret mac = Hmac.prf(hash, Secret.adopt(key), Octets.ofHex("4869205468657265"));
    assertEquals(expected, Octets.of(mac.toArray()).toString());
  }

  /// RFC 4868 section 2.6 and RFC 2404: the leftmost octets, and no others.
  @ParameterizedTest
  @CsvSource({
    "HMAC_SHA1_96, 12",
    "HMAC_SHA2_256_128, 16",
    "HMAC_SHA2_384_192, 24",
    "HMAC_SHA2_512_256, 32"
  })
  void the_icv_is_the_truncated_hmac_over_packet_and_high_half(Integrity integrity, int octets) {
    EspSuite suite = EspSuite.of(Encryption.AES_CBC, 256, integrity);
    byte[] keys = Keys.keys(suite).toArray();
    byte[] packet = Inner.v4("10.1.1.1", "10.2.2.2", 17, Inner.udp(1, 2, 30));
    for (SequenceNumbers numbers : SequenceNumbers.values()) {
      OutboundSa sa = Keys.outbound(suite, numbers);
      long before = numbers == SequenceNumbers.EXTENDED ? 7L << 32 : 6;
      sa.jumpTo(before);
      MemorySegment m = Inner.room(300);
      int length = sa.seal(Inner.of(packet), 0, packet.length, m, 0);
      Octets covered = Octets.of(Inner.bytes(m, 0, length - octets));
      if (numbers == SequenceNumbers.EXTENDED) {
        covered = Octets.concat(covered, Octets.ofHex("00000007"));
      }
      Octets expected = icv(integrity, Arrays.copyOfRange(keys, 32, keys.length), covered);
      assertEquals(octets, expected.length());
      assertEquals(expected, Octets.of(Inner.bytes(m, length - octets, octets)));
    }
  }

  private static Octets icv(Integrity integrity, byte[] key, Octets data) {
    Secret whole = Hmac.prf(integrity.hash(), Secret.copyOf(key), data);
    return Octets.of(whole.slice(0, integrity.icvLength()).toArray());
  }

  private static InboundSa inbound(EspSuite suite, String keys) {
    return new InboundSa(
        1,
        suite,
        Secret.adopt(Inner.hex(keys)),
        SequenceNumbers.SHORT,
        64,
        TrafficSelector.ALL4,
        TrafficSelector.ALL4,
        new JdkEngine());
  }

  private static byte[] open(InboundSa sa, byte[] esp) {
    MemorySegment m = Inner.of(esp);
    int length = sa.open(m, 0, esp.length, 0);
    assertTrue(length > 0, () -> Drop.of(length).toString());
    return Inner.bytes(m, sa.innerOffset(), length);
  }
}
