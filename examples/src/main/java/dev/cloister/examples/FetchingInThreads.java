package dev.cloister.examples;

import com.sun.net.httpserver.HttpServer;
import dev.cloister.Pool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * Section 2: waiting in threads. Fetching 100 pages is waiting, not computing, so threads are the tool: while one waits,
 * the others go on. A virtual thread costs so little that each page gets one of its own.
 *
 * <p>The pages come from a small server that this program starts on the loopback interface and that takes its time for
 * each answer.
 */
public final class FetchingInThreads {
    private static final long ANSWER_MILLIS = 100;

    private FetchingInThreads() {}

    /** Fetches the pages with at most ten threads, and with a virtual thread for each page. */
    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        int pages = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        try (ExecutorService serverThreads = Executors.newVirtualThreadPerTaskExecutor();
                HttpClient client = HttpClient.newHttpClient()) {
            HttpServer server = startServer(serverThreads);
            try {
                List<URI> addresses = IntStream.range(0, pages)
                        .mapToObj(page -> URI.create(
                                "http://127.0.0.1:" + server.getAddress().getPort() + "/page/" + page))
                        .toList();
                System.out.printf("one after the other it would take %.1f s%n", pages * ANSWER_MILLIS / 1000.0);
                try (Pool pool = Pool.ofThreads(10)) {
                    fetchAll("ten threads", pool, client, addresses);
                }
                try (Pool pool = Pool.ofVirtualThreads()) {
                    fetchAll("a virtual thread each", pool, client, addresses);
                }
            } finally {
                server.stop(0);
            }
        }
    }

    private static void fetchAll(String name, Pool pool, HttpClient client, List<URI> addresses)
            throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        List<Integer> lengths = pool.map(address -> fetch(client, address).length(), addresses);
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "%s: %d pages, %d characters, %.2f s%n",
                name, lengths.size(), lengths.stream().mapToInt(n -> n).sum(), seconds);
    }

    private static String fetch(HttpClient client, URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address).build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(address + " answered " + response.statusCode());
        }
        return response.body();
    }

    private static HttpServer startServer(ExecutorService threads) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), /* backlog= */ 1000);
        server.setExecutor(threads);
        server.createContext("/page/", exchange -> {
            byte[] page = ("this is " + exchange.getRequestURI()).getBytes(StandardCharsets.UTF_8);
            try (exchange) {
                Thread.sleep(ANSWER_MILLIS); // a server that works on its answer
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        return server;
    }
}
