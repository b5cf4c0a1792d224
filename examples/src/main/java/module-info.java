/** One runnable program per section of the article that Cloister answers. */
module dev.cloister.examples {
    requires dev.cloister;
    requires java.net.http;
    requires jdk.httpserver;
}
