package dev.cloister.cli.bench;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The JSON mappers. */
public final class Json {
    /** One line. */
    public static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** For people too. */
    public static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}
}
