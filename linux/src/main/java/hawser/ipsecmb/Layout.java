package hawser.ipsecmb;

/// Where things stand in the structures of version 1.3.0 (`intel-ipsec-mb.h`, x86-64): octets from
/// the start of `IMB_MGR` and of `IMB_JOB`. Any other version is declined.
final class Layout {
  static final String VERSION = "1.3.0";

  /// What `imb_get_mb_mgr_size` answers: the manager with all that hangs on it.
  static final long MANAGER_SIZE = 200_744;

  static final long USED_ARCH = 56;
  static final long ERRNO = 60;
  static final long GET_NEXT_JOB = 64;
  static final long SUBMIT_JOB = 72;
  static final long FLUSH_JOB = 96;
  static final long KEYEXP_128 = 112; // then 192, 256
  static final long SHA1_ONE_BLOCK = 160;
  static final long SHA256_ONE_BLOCK = 176;
  static final long SHA384_ONE_BLOCK = 184;
  static final long SHA512_ONE_BLOCK = 192;
  static final long GCM128_ENC = 256; // then 192, 256
  static final long GCM128_DEC = 280;
  static final long GCM128_PRE = 448;
  static final long CHACHA20_POLY1305_INIT = 920;
  static final long CHACHA20_POLY1305_ENC_UPDATE = 928;
  static final long CHACHA20_POLY1305_DEC_UPDATE = 936;
  static final long CHACHA20_POLY1305_FINALIZE = 944;

  static final long JOB_ENC_KEYS = 0;
  static final long JOB_DEC_KEYS = 8;
  static final long JOB_KEY_LENGTH = 16;
  static final long JOB_SRC = 24;
  static final long JOB_DST = 32;
  static final long JOB_CIPHER_START = 40;
  static final long JOB_CIPHER_LENGTH = 48;
  static final long JOB_HASH_START = 56;
  static final long JOB_HASH_LENGTH = 64;
  static final long JOB_IV = 72;
  static final long JOB_IV_LENGTH = 80;
  static final long JOB_TAG = 88;
  static final long JOB_TAG_LENGTH = 96;
  static final long JOB_HMAC_IPAD = 104;
  static final long JOB_HMAC_OPAD = 112;
  static final long JOB_STATUS = 128;
  static final long JOB_CIPHER_MODE = 132;
  static final long JOB_DIRECTION = 136;
  static final long JOB_HASH = 140;
  static final long JOB_ORDER = 144;

  static final int STATUS_COMPLETED = 3;
  static final int MODE_CBC = 1;
  static final int ENCRYPT = 1;
  static final int DECRYPT = 2;
  static final int HMAC_SHA_1 = 1;
  static final int HMAC_SHA_256 = 3;
  static final int HMAC_SHA_384 = 4;
  static final int HMAC_SHA_512 = 5;
  static final int CIPHER_THEN_HASH = 1;
  static final int HASH_THEN_CIPHER = 2;

  private Layout() {}
}
