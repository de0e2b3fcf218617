package io.henge.cli;

import io.henge.ring.Json;
import io.henge.ring.JsonFields;

/**
 * What a node has answered.
 *
 * @param text as it came
 * @param fields the same, read as a JSON object
 */
record Document(String text, JsonFields fields) {
  /** Reads an answer; AdminFailure when it is no JSON object. */
  static Document of(String text) {
    try {
      return new Document(text, JsonFields.of("answer", Json.parseShown(text)));
    } catch (IllegalArgumentException malformed) {
      throw new AdminFailure("this is no answer of a node: " + malformed.getMessage());
    }
  }
}
