package org.sluice.planted.attic;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;

/** Planted: an entity that a resource exposes. */
@Entity
public class Trunk {
  @Id long id;
}
