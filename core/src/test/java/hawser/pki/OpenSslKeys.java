package hawser.pki;

/// Test keys of no other use, as OpenSSL 3 writes them.
final class OpenSslKeys {
  static final String PUBLIC =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAERBW6qmXoDoaM+yAZTlFfr/79xiqa
      ITtRA4XZzr9EEv4888Q+wkxWVddzVwRnDC0/wgFjQcTMbX01OU1ntkmDkg==
      -----END PUBLIC KEY-----
      """;

  static final String PKCS8 =
      """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgA0gW0aFjHOwDtJKa
      nwt+xCOnon9hKL8Pl89XaOaV636hRANCAAREFbqqZegOhoz7IBlOUV+v/v3GKpoh
      O1EDhdnOv0QS/jzzxD7CTFZV13NXBGcMLT/CAWNBxMxtfTU5TWe2SYOS
      -----END PRIVATE KEY-----
      """;

  static final String SEC1 =
      """
      -----BEGIN EC PRIVATE KEY-----
      MHcCAQEEIANIFtGhYxzsA7SSmp8LfsQjp6J/YSi/D5fPV2jmlet+oAoGCCqGSM49
      AwEHoUQDQgAERBW6qmXoDoaM+yAZTlFfr/79xiqaITtRA4XZzr9EEv4888Q+wkxW
      VddzVwRnDC0/wgFjQcTMbX01OU1ntkmDkg==
      -----END EC PRIVATE KEY-----
      """;

  static final String ENCRYPTED =
      """
      -----BEGIN ENCRYPTED PRIVATE KEY-----
      MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAhfbOAtPL8bnwICCAAw
      DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEMTzUkH6l4tF7lZHCXSFMl0EgZAG
      bLL9lavDUY3IXHmQ+QDiAfM7gd5Ne/VSaAgTTzsbAcK9gk5L18EA4tnM6gmM1En/
      OJXUDKE2R7JlGoBxRwkx9nD0X4F7VzqzuJrRKAuFzbwZBvno/ONQgiqfWDumBGsp
      axqM3OGGeRxnP0de1Ud6E5J0xseejLoinLTP7G66LF7bojZdO5A8oOBhD4MxpO0=
      -----END ENCRYPTED PRIVATE KEY-----
      """;

  static final String PKCS1 =
      """
      -----BEGIN RSA PRIVATE KEY-----
      MIIEpAIBAAKCAQEAu2ruKpazCNFqBfzFqSCmp6fqlVPqM6BYUDMi3WOlncy/q3bM
      exNBPEMR/li6bzOuNq+LUelFutTfQdQ5T0N5JkBJPhcat7paMiyj9hexREAeEiqq
      pfarrfYayEj1DSQuCxQHr2U29gCnZntyxkKmcHgHKqj4t8vQL25wRjgq0dhZGQ84
      2gk5DJIsMb01+1WsZDhvOQgbqAmDyMHPkVkrZdxUBI/rnKhYKa4MY9YbWTPPCXsx
      T8fxs2n12dyO/i74llkEPua+g7UjOKsIrhrnOVvSu4fXSbmc9TD3p1MhRmuwmxFS
      LBiHTjbCx4L4+q4zvHQh36G3miYy4BZgInoyZwIDAQABAoIBACR4sx9bkzygkArZ
      PVfj0DqpHSfxHA7u4bC9useteBHEwfnqlPFQdm31OV+vQZyZSIpA0BJhHF42xbmI
      RJzNqxpMAVTRZzQg0iOYd1HRG4CGH7P2VJ4WaiNg1KZsOC/V/hXO0I4L2s21o934
      IQY++yfA29gr6LbPtVQ9oCCyFnceVo/TWr0F49dKBnltp2lOCmHVzsJ3ldbo9MUj
      xrzZEpbq+qOnTQCkvzgSIcWZ0ER/CYAyBephKl+i0WerRN6uwxpnHtFWKvrg1NOs
      Q94pJCItnvzuczi/RYSXF9JaCN1vSYoGjaARckQekVrCZx5f3V9oCk7NPm7NEUe8
      yHncC8kCgYEA+FLhBQpIHbYY5OfDNslUVrWN3LpWQ4cVzvY5uNOdwITZeO4RmRs4
      C4wM4Z+bRQg+H09079SLyghP1x5/nw7Mbjq9xh1bQF4T09+szkSE0KqB6DGc92QF
      FD4SKMCCvX84fBJgKOYAoiJLB2YDwh+Oi4WGhG7myPUjp139FhEw2akCgYEAwTYR
      kSxT+6tN+dQYgstSugTvl1Eh3XVK3o/mCufZUT77LUDy6afktHTlAbPjhcmaFW51
      nj2E53gXx93YRkec4G1d0KycQeCK/BhYrQpUfnL0bd1hxgJhJ+V3bADhsDJEE7fu
      iot0MZ4zBX5YuhZPGsFXvwusCx36uZRYA06/1Y8CgYEA7gVzDoO2cFQ1NGQ6J+9+
      2cYYfnRVb1CyRLiax2B/myM72MBJOfpvFBJf3nxANkEaWqSsr52JiFPDQ61GIs3q
      gdXoRVeqOd5zHukNGIFw1Ro6frfffvnuLGL6wPkV2FFzcOmkJk+gV8iLJkJQY+gf
      l/ia4aHzsLfYPvrGNjqwGlECgYEAtb+33Lk3M0ncqwMiH39GDahw/QWb9qfMSvpQ
      KrgYTH4TZ2luV+/QixRfDC/8+jA/2qMyzy0NpXPp4uBD/zCEWPVoR9DnmGyyMRxx
      5i0OeHiIiAS1Yb+BRzdrFFTr+IQAWBAwu3EdV0N6uVM2Aa7UsNVpRlSjfT2xSftK
      o6njeO8CgYAqbJNsl+/hbqZ93Uh+MabQ1zL0XKnMGzaPV3F475JWhkYWlLQoct2R
      Zy6RLDug+LhjRt3hSYyGtmfXt5wSab75ETDPvGzu4QYhUSraIWO+3MX/ccuaEwzt
      ZT316KHo5wKOYZ1skY9Ky53HFI8hnja4tGO1wHB4oXP/7ocShyHIIg==
      -----END RSA PRIVATE KEY-----
      """;

  private OpenSslKeys() {}
}
