package hawser.esp;

import hawser.bytes.Octets;
import hawser.crypto.EspSuite;
import hawser.crypto.Integrity;
import java.util.List;

/// Packets whose clear text is known, one for each suite and kind of sequence number.
final class KnownAnswers {
  private static final String CBC_CLEAR =
      "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
          + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
  private static final String CBC_HEADER = "0000876500000002000102030405060708090a0b0c0d0e0f";
  private static final int CBC_HIGH = 7;

  /// NIST SP 800-38A, F.2.1 to F.2.6: key bits, key, ciphertext of [#CBC_CLEAR].
  private static final String CBC =
      """
      128 2b7e151628aed2a6abf7158809cf4f3c 7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b273bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7
      192 8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b 4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd
      256 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4 f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b
      """;

  /// The HMAC with a key of octets 0x0b, as RFC 4231 section 4.2, over header and ciphertext above
  /// and [#CBC_HIGH]; made with Python's hashlib.
  private static final String ICV =
      """
      HMAC_SHA1_96 128 SHORT b586c9ae685bb493cd90b1df
      HMAC_SHA1_96 128 EXTENDED 7ab9f2b0a5244d53f79ba313
      HMAC_SHA2_256_128 128 SHORT 462c1869c08be7953b13c34ba0b01d10
      HMAC_SHA2_256_128 128 EXTENDED b07eac5d34c723e39b46637435209a29
      HMAC_SHA2_384_192 128 SHORT fd62dfaaf1bf99c5e5de55a6538a384780b297bbdfed6604
      HMAC_SHA2_384_192 128 EXTENDED 6f9d2778a919242623d442a697afde57fc37b6a40c523085
      HMAC_SHA2_512_256 128 SHORT b1abc1b6ee21f394daed94b04b6c35e572c6f56e4981f26b97ec27ceba44eb91
      HMAC_SHA2_512_256 128 EXTENDED 2f13e1767892ae78bf3775a5c24b25b44cbb3747e600f706eb55e5d5fda4da34
      HMAC_SHA1_96 192 SHORT 948e52ba6ffe17bae4d502a8
      HMAC_SHA1_96 192 EXTENDED cbfaf4617c90ad7ecadd3d5d
      HMAC_SHA2_256_128 192 SHORT 10f699d2058a7c96307b0ea838bc342d
      HMAC_SHA2_256_128 192 EXTENDED d1f4d9c504c75b64520b1cef43f9b599
      HMAC_SHA2_384_192 192 SHORT bf1fe9312640c405d9f60d2f66496b2668a9a02b1f67ddd8
      HMAC_SHA2_384_192 192 EXTENDED 151d8749f8143546331fa998c5615311801afdb99f383fc4
      HMAC_SHA2_512_256 192 SHORT 96e2e6f99ac4fea353dda66d6f4a4021f7384296aeea86be251bcd89e00c701a
      HMAC_SHA2_512_256 192 EXTENDED 316d08b3793fbbd2446082ff6669ce354d4b4af2bbac1a4eb007935ddacbcc81
      HMAC_SHA1_96 256 SHORT 570f8f2d4e3f9ee321397635
      HMAC_SHA1_96 256 EXTENDED 01e379c952635f3640e4cfb2
      HMAC_SHA2_256_128 256 SHORT 61843ca9878cb795776117b5b3ec8922
      HMAC_SHA2_256_128 256 EXTENDED 67454b69f432b92cb92a8d3e428a2154
      HMAC_SHA2_384_192 256 SHORT eb499cf03d8c53cc22cea0e509bb0f6bd907cb55eff99bbe
      HMAC_SHA2_384_192 256 EXTENDED 6d8708592c8e69ca81d74bdccf715870363155147840da9d
      HMAC_SHA2_512_256 256 SHORT 5678dbf50fdb57bdce43c7b4dea148f2fb26c0652ef5563bf3ea0e198df9d234
      HMAC_SHA2_512_256 256 EXTENDED 4fc75ef15f53e0f907c2b7736ae46bd3f0aae7eca5b045d2bbc0be9ca713b4d2
      """;

  /// Encryption, key bits, sequence numbers, key with salt, high half, SPI with sequence number and
  /// IV, ciphertext with tag, clear text. SHORT: Wycheproof aes_gcm 12, 186, 91 and RFC 7634
  /// appendix A; EXTENDED: made with OpenSSL, and RFC 8439 section 2.8.2.
  private static final String AEAD =
      """
      AES_GCM_16 128 SHORT e63a43216c08867210e248859eb5e99c9c3a4263 0 834afdc5c737186bd983456658aad4b1 bf864616c2347509ca9b10446379b9bdbb3b8f64a97d25b490390b53c5db91f6ee2a15b8 b14da56b0462dc05b871fc815273ff4810f92f4b
      AES_GCM_16 192 SHORT fa5b9b41f93f8b682c04ba816c3fecc24eec095b04dd749762b9cf1e 0 2ed8487153e21b12923bc1138d05d205 c7c1cbb85ce2a0a3f32cb9ef01ad45ec1118b66d253317f98bdab87531ece20475cd9ebb 18159841813a69fc0f8f4229e1678da7c9016711
      AES_GCM_16 256 SHORT 92ace3e348cd821092cd921aa3546374299ab46209691bc28b8752d17f123c2000112233 0 00000000ffffffff445566778899aabb e27abdd2d2a53d2f136b9a4a2579529301bcfb71c78d4060f52c 00010203040506070809
      AES_GCM_16 128 EXTENDED 2b7e151628aed2a6abf7158809cf4f3ccafebabe 7 0000876500000002facedbaddecaf888 6ac7d9f77a1c8a43af5be6373b9f656281ade2f91ae5ae428656a3e0bf5dde1e69dbb5a61f1c5d69decf7c80c946193435d0f34ac5c4bffa35a2587ed3861cf2b6bbc5cb4f240cd0d5dc9823a6c5e89e 6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710
      AES_GCM_16 192 EXTENDED 8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7bcafebabe 7 0000876500000002facedbaddecaf888 d9f29c212e0ae29fa8abcc9265cb3d8b46e5728da46632698636613e0efa1b1958dccd55493fc82a3751dba6f9a97368988335f5c310003415c3d86b5176c280a8731647cc5a636dfbf785489ac3e0b0 6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710
      AES_GCM_16 256 EXTENDED 603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4cafebabe 7 0000876500000002facedbaddecaf888 cce65692c1064eed7fa3046aa46bd8eaa9c7aa990b4f968bae83cae728c04f8c05a18f4f2dd6e117a6c0b8482ace7c73fcd0f1ae228fa6ab40ddf786d5c9131a19a42ab45a01ebc371bf20a58af7d066 6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710
      CHACHA20_POLY1305 256 SHORT 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9fa0a1a2a3 0 01020304000000051011121314151617 24039428b97f417e3c13753a4f05087b67c352e6a7fab1b982d466ef407ae5c614ee8099d52844eb61aa95dfab4c02f72aa71e7c4c4f64c9befe2facc638e8f3cbec163fac469b502773f6fb94e664da9165b82829f641e076aaa8266b7fb0f7b11b369907e1ad43 45000054a6f200004001e778c6336405c000020508005b7a3a080000553bec100007362708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f303132333435363701020204
      CHACHA20_POLY1305 256 EXTENDED 808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f07000000 c0c1c2c3 50515253c4c5c6c74041424344454647 d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691 4c616469657320616e642047656e746c656d656e206f662074686520636c617373206f66202739393a204966204920636f756c64206f6666657220796f75206f6e6c79206f6e652074697020666f7220746865206675747572652c2073756e73637265656e20776f756c642062652069742e
      """;

  /// One packet.
  ///
  /// @param high the high half of its sequence number
  record Answer(Octets keys, long high, Octets packet, Octets clear) {}

  private KnownAnswers() {}

  static Answer of(EspSuite suite, SequenceNumbers numbers) {
    return suite.integrity().isPresent() ? cbc(suite, numbers) : aead(suite, numbers);
  }

  private static Answer cbc(EspSuite suite, SequenceNumbers numbers) {
    String bits = Integer.toString(suite.keyBits());
    Integrity integrity = suite.integrity().orElseThrow();
    List<String> cipher = row(CBC, bits);
    List<String> icv = row(ICV, integrity.name(), bits, numbers.name());
    return new Answer(
        Octets.ofHex(cipher.get(1) + "0b".repeat(integrity.keyLength())),
        numbers == SequenceNumbers.EXTENDED ? CBC_HIGH : 0,
        Octets.ofHex(CBC_HEADER + cipher.get(2) + icv.get(3)),
        Octets.ofHex(CBC_CLEAR));
  }

  private static Answer aead(EspSuite suite, SequenceNumbers numbers) {
    List<String> row =
        row(AEAD, suite.encryption().name(), Integer.toString(suite.keyBits()), numbers.name());
    return new Answer(
        Octets.ofHex(row.get(3)),
        Long.parseLong(row.get(4), 16),
        Octets.ofHex(row.get(5) + row.get(6)),
        Octets.ofHex(row.get(7)));
  }

  /// The row that begins with these words.
  private static List<String> row(String table, String... words) {
    return table
        .lines()
        .map(line -> List.of(line.split(" ")))
        .filter(row -> row.subList(0, words.length).equals(List.of(words)))
        .findFirst()
        .orElseThrow();
  }
}
