/// The only place with foreign functions: TUN devices, sockets, netlink, nftables, namespaces in
/// one package, the native crypto engine in the other.
module hawser.linux {
  requires transitive hawser.core;
  requires static transitive org.jspecify;

  exports hawser.ipsecmb;
  exports hawser.linux;
}
