package dev.cloister.cli.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.zip.CRC32;

/** The HTTP client of each JVM; it keeps its connections between tasks. */
final class Pages {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    private Pages() {}

    /** The body of the page at {@code url}. */
    static byte[] fetch(String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(20))
                .build();
        HttpResponse<byte[]> response = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + " for " + url);
        }
        return response.body();
    }

    /** Length and checksum. */
    static String describe(byte[] page) {
        var crc = new CRC32();
        crc.update(page);
        return String.format(Locale.ROOT, "%d bytes, crc32 %08x", page.length, crc.getValue());
    }
}
