package org.sluice.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.config.server.EnableConfigServer;

/** A Spring Cloud Config Server as it comes. */
@SpringBootApplication
@EnableConfigServer
public class ConfigServer {

  /** Starts it with settings from the command line. */
  public static void main(String[] arguments) {
    SpringApplication.run(ConfigServer.class, arguments);
  }
}
