#!/usr/bin/env node
import '../dist/ic-host.js';
