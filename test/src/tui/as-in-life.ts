// React checks itself at every step unless it is told that this is in earnest; `ic` tells it, too.
process.env.NODE_ENV ??= 'production';
