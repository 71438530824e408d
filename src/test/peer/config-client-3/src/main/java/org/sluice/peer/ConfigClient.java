package org.sluice.peer;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * A program as users of a configuration server write them. Settings come from the command line, at
 * least {@code --spring.application.name} and {@code --spring.config.import=configserver:URL}; with
 * {@code --management.endpoints.web.exposure.include=refresh} it can be told to read them again.
 */
@SpringBootApplication
@RestController
public class ConfigClient {

  private final Environment environment;

  /** Made by Spring. */
  public ConfigClient(Environment environment) {
    this.environment = environment;
  }

  /** Starts it with settings from the command line. */
  public static void main(String[] arguments) {
    SpringApplication.run(ConfigClient.class, arguments);
  }

  /** The value of a property as the program sees it; empty if there is none. */
  @GetMapping("/value")
  public String value(@RequestParam("key") String key) {
    return environment.getProperty(key, "");
  }
}
