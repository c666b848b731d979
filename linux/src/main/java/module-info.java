/// The only place with foreign functions: TUN devices, sockets, netlink, nftables, namespaces.
module hawser.linux {
  requires transitive hawser.core;
  requires static transitive org.jspecify;

  exports hawser.linux;
}
