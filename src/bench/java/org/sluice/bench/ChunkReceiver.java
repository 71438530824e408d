package org.sluice.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongSupplier;
import org.sluice.rest.Json;

/** Receives one file in chunks, one after the other, and keeps nothing of it but its digest. */
final class ChunkReceiver implements AutoCloseable {

  private static final int OFTEN = 50;

  private final HttpServer server;
  private final MessageDigest digest;
  private final List<Long> measured = new ArrayList<>();
  private LongSupplier measure = () -> 0;
  private long bytes;
  private int next;

  private ChunkReceiver() throws IOException, NoSuchAlgorithmException {
    digest = MessageDigest.getInstance("SHA-256");
    // Handles one message at a time.
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 8);
    server.createContext("/", this::take);
    server.start();
  }

  static ChunkReceiver start() throws IOException, NoSuchAlgorithmException {
    return new ChunkReceiver();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /** What is measured while each fiftieth chunk is held. */
  synchronized void everyFiftieth(LongSupplier figure) {
    measure = figure;
  }

  synchronized List<Long> measured() {
    return List.copyOf(measured);
  }

  /** Bytes of content that came. */
  synchronized long bytes() {
    return bytes;
  }

  /** Their digest; nothing more may come afterwards. */
  synchronized String sha256() {
    return HexFormat.of().formatHex(digest.digest());
  }

  private synchronized void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      JsonNode file = Json.mapper().readTree(exchange.getRequestBody()).path("data").path("file");
      JsonNode chunk = file.path("chunk");
      // One that comes again is taken and not counted.
      if (chunk.isObject() && chunk.path("index").asInt() == next) {
        byte[] content = file.path("content").binaryValue();
        digest.update(content);
        bytes += content.length;
        if (next++ % OFTEN == 0) {
          measured.add(measure.getAsLong());
        }
      }
      exchange.sendResponseHeaders(204, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
