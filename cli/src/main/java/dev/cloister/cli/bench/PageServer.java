package dev.cloister.cli.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback interface that answers each page after a delay. */
final class PageServer implements AutoCloseable {
    private static final String SLOW = "/page/";
    private static final String FAST = "/page-without-delay/";

    static final int PAGE_BYTES = 16 * 1024;

    /** The default of 50 makes bursts of connections wait for a second. */
    private static final int BACKLOG = 1024;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final int delayMillis;

    private PageServer(HttpServer server, int delayMillis) {
        this.server = server;
        this.delayMillis = delayMillis;
    }

    /** Starts it on a free port. */
    static PageServer start(int delayMillis) throws IOException {
        // read once by the JDK's server: no Nagle delay, and connections survive between rounds
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
        System.setProperty("sun.net.httpserver.idleInterval", "600");
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var pages = new PageServer(HttpServer.create(address, BACKLOG), delayMillis);
        pages.server.createContext(SLOW, exchange -> pages.answer(exchange, pages.delayMillis));
        pages.server.createContext(FAST, exchange -> pages.answer(exchange, 0));
        pages.server.setExecutor(pages.threads);
        pages.server.start();
        return pages;
    }

    /** The address of page {@code number}. */
    String url(int number) {
        return url(SLOW, number);
    }

    /** The address of the same page without the delay, to warm clients. */
    String urlWithoutDelay(int number) {
        return url(FAST, number);
    }

    private String url(String folder, int number) {
        var address = server.getAddress();
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + folder + number;
    }

    int delayMillis() {
        return delayMillis;
    }

    private void answer(HttpExchange exchange, int delay) throws IOException {
        try (exchange) {
            Thread.sleep(delay);
            String path = exchange.getRequestURI().getPath();
            String number = path.substring(path.lastIndexOf('/') + 1);
            if (!number.matches("[0-9]{1,9}")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] page = page(Integer.parseInt(number));
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        } catch (InterruptedException e) { // the server is being closed
            Thread.currentThread().interrupt();
        }
    }

    /** The same bytes for the same number, every time. */
    static byte[] page(int number) {
        byte[] page = new byte[PAGE_BYTES];
        new SplittableRandom(number).nextBytes(page);
        return page;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
