package org.sluice.platform.database;

import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.UUID;

/**
 * Stores an identifier that may be absent as text; EclipseLink 4.0 cannot read a {@code uuid}
 * column that is null.
 */
@Converter
public class OptionalIdColumn implements AttributeConverter<UUID, String> {

  @Override
  public String convertToDatabaseColumn(UUID id) {
    return id == null ? null : id.toString();
  }

  @Override
  public UUID convertToEntityAttribute(String stored) {
    return stored == null ? null : UUID.fromString(stored);
  }
}
